"""`EventSignal`: a Django signal whose payload is typed and whose deliveries are kept."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NoReturn

from django.db import connection, transaction
from django.dispatch import Signal

from events import payloads
from events.context import current_correlation
from events.contract import (
    IN_TRANSACTION,
    EventError,
    Kind,
    NoUnitOfWork,
    Receiver,
    Undeliverable,
)
from events.functions import checked_function, uid_of
from events.naming import signal_name
from events.operations import current_unit_of_work
from events.registry import Subscription, registry
from events.running import relay

_LEASE = timedelta(seconds=60)
_LONGEST_LEASE = timedelta(minutes=10)

type Upcaster = Callable[[payloads.Payload], payloads.Payload]


class EventSignal[E](Signal):
    """The channel of one kind of event; its name comes from the event's class.

    `version` rises when the payload's shape changes; `upcasters[n]` turns a payload of
    version n into one of version n + 1, so that what waits for delivery can still be read.
    """

    def __init__(
        self,
        event_type: type[E],
        *,
        version: int = 1,
        upcasters: Mapping[int, Upcaster] | None = None,
    ) -> None:
        super().__init__()
        payloads.check_event_type(event_type)
        self.event_type = event_type
        self.version = version
        self.upcasters = dict(upcasters or {})
        missing = set(range(1, version)) - set(self.upcasters)
        if missing:
            raise EventError(
                f"{event_type.__qualname__} is at version {version} and has no upcaster "
                f"from {', '.join(map(str, sorted(missing)))}."
            )
        self.name = signal_name(event_type)
        registry.declare(self)

    def __repr__(self) -> str:
        return f"<EventSignal {self.name}>"

    # --- hearing -------------------------------------------------------------------------

    def connect(  # type: ignore[override]  # the type of the event belongs to the signature
        self,
        receiver: Receiver[E],
        *,
        delivery: Kind = IN_TRANSACTION,
        atomic: bool = True,
        attempts: int | None = None,
        lease: timedelta | None = None,
        formerly: str | None = None,
        **refused: object,
    ) -> None:
        """Let a module-level function hear this signal, once however often it is connected.

        `delivery` is IN_TRANSACTION, AFTER_COMMIT or DURABLE. The other options are for
        durable receivers: `atomic=False` runs it without a transaction held open, `attempts`
        is how often it may be tried (8; 48 with `atomic=False`), `lease` how long one try
        may take (60 s), `formerly` the name ("app.function") it had when older deliveries
        were queued. Raises EventError, with the fix, for anything that would not last.
        """
        function = checked_function(receiver)
        for option in refused:
            raise EventError(f"connect() takes no {option!r}: {_WHY_NOT.get(option, 'unknown')}.")
        if not isinstance(delivery, Kind):
            raise EventError("delivery is IN_TRANSACTION, AFTER_COMMIT or DURABLE.")
        optional = not atomic or any(given is not None for given in (attempts, lease, formerly))
        if optional and delivery is not Kind.DURABLE:
            raise EventError("atomic, attempts, lease and formerly are for delivery=DURABLE.")
        if attempts is not None and attempts < 1:
            raise EventError("attempts counts the first try, too: it is 1 at least.")
        if lease is not None and not timedelta() < lease <= _LONGEST_LEASE:
            raise EventError(f"A lease lasts more than nothing and at most {_LONGEST_LEASE}.")
        subscription = Subscription(
            signal=self.name,
            receiver=uid_of(function),
            function=function,
            kind=delivery,
            channel=self if delivery is IN_TRANSACTION else Signal(),
            atomic=atomic,
            attempts=attempts or (8 if atomic else 48),
            lease=lease or _LEASE,
            formerly=formerly,
        )
        if registry.add(subscription):
            Signal.connect(
                subscription.channel,
                relay(subscription),
                weak=False,
                dispatch_uid=subscription.receiver,
            )

    def disconnect(  # type: ignore[override]  # without sender and dispatch_uid
        self, receiver: Receiver[E]
    ) -> bool:
        """Let a receiver hear this signal no more; False if it did not hear it."""
        function = checked_function(receiver)
        name = uid_of(function)
        gone = registry.remove(self.name, name)
        if gone is None:
            return False
        return Signal.disconnect(gone.channel, dispatch_uid=name)

    # --- telling -------------------------------------------------------------------------

    def publish(self, event: E, *, dedupe_key: str | None = None) -> bool:
        """Announce an event inside the open operation; True unless `dedupe_key` was used up.

        The in-transaction receivers run now, in this transaction; whatever one of them
        raises dooms the operation and is raised here. After-commit receivers run right after
        the commit, durable ones are queued in the same transaction. With `dedupe_key` the
        event is written first and only once for all processes: a second publisher gets
        False, and nobody hears it again; only signals without in-transaction receivers may
        be published so.

        The journal's entry and the deliveries are held in memory and written when the outermost
        operation ends (at once after a savepoint, and the entry of a `dedupe_key`): before that,
        nobody can read them, not even in this transaction.

        Raises NoOperation, TooDeep, Undeliverable, EventError (an event of another type, or a
        `dedupe_key` where it cannot be), or what a receiver raises.
        """
        work = current_unit_of_work()
        correlation_id = current_correlation()
        # The context may have been copied into a task that outlives the operation.
        if work is None or correlation_id is None or not connection.in_atomic_block:
            raise NoUnitOfWork(
                f"{self.name} was published outside an operation: "
                "wrap the service's work in `with operation(...):`."
            )
        from events import publishing  # holds models, which are not ready when apps declare signals

        try:
            return publishing.publish(
                self, event, work=work, correlation_id=correlation_id, dedupe_key=dedupe_key
            )
        except BaseException as failure:
            work.doom(failure)
            transaction.set_rollback(True)
            raise

    def read(self, payload: payloads.Payload, *, version: int) -> E:
        """The event behind a stored payload, brought up to the current version.

        Raises Undeliverable where it does not fit the event's type, or was written by a
        version of the code that this one does not know.
        """
        if not 1 <= version <= self.version:
            raise Undeliverable(
                f"{self.name} was written at version {version}; "
                f"this code reads 1 to {self.version}."
            )
        for step in range(version, self.version):
            payload = self.upcasters[step](payload)
        return payloads.decode(self.event_type, payload)

    # --- Django's own ways of sending ----------------------------------------------------

    def _publish_instead(self, *args: object, **named: object) -> NoReturn:
        raise EventError(
            f"{self.name} is not sent but published, so that it is kept: "
            f"use publish({self.event_type.__name__}(...)) inside an operation."
        )

    send = send_robust = asend = asend_robust = _publish_instead


_WHY_NOT = {
    "sender": "the sender is always the event's class",
    "weak": "references are strong, so that no receiver vanishes",
    "dispatch_uid": 'the uid is always "<app>.<function>"',
}
