"""`EventSignal`: a Django signal with a typed event, stored and delivered."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NoReturn

from django.dispatch import Signal

from events import payload as payloads
from events.dispatch import wrap_receiver
from events.payload import Payload
from events.publish import publish
from events.registry import (
    DEFAULT_LEASE,
    Subscription,
    check_receiver,
    receiver_name,
    registry,
    signal_name,
)
from events.types import DURABLE, IN_TRANSACTION, DeliveryMode, EventError, InvalidPayload, Receiver

_PASSED = frozenset({"event", "metadata", "sender", "signal"})

type Upcaster = Callable[[Payload], Payload]


class EventSignal[E](Signal):
    """The channel of one event type; its name comes from the class of the event.

    `version` rises when the payload changes incompatibly; `upcasters[n]` turns a stored payload
    of version n into version n + 1. Deliveries of an `urgent` signal are claimed first.
    """

    def __init__(
        self,
        event_type: type[E],
        *,
        version: int = 1,
        upcasters: Mapping[int, Upcaster] | None = None,
        urgent: bool = False,
    ) -> None:
        super().__init__()
        payloads.adapter_for(event_type)
        self.event_type = event_type
        self.version = version
        self.upcasters = dict(upcasters or {})
        self.urgent = urgent
        self.name = signal_name(event_type)
        missing = sorted(set(range(1, version)) - set(self.upcasters))
        if missing:
            raise EventError(f"{self.name} needs upcasters from version {missing}.")
        registry.declare(registry.signals, self.name, self)

    def __repr__(self) -> str:
        return f"<EventSignal {self.name}>"

    def connect(  # type: ignore[override]  # the event type belongs to the signature
        self,
        receiver: Receiver[E],
        *,
        delivery: DeliveryMode = IN_TRANSACTION,
        atomic: bool = True,
        attempts: int | None = None,
        lease: timedelta = DEFAULT_LEASE,
        queue: str = "default",
        previous_name: str | None = None,
    ) -> None:
        """Subscribe a function to this signal; connecting it again has no effect.

        Only durable receivers have options: `atomic=False` runs them without a transaction,
        `attempts` limits the tries (8, or 48 with `atomic=False`), `lease` the duration of one,
        `queue` names the worker's queue, `previous_name` the receiver in older deliveries.
        References are strong, and the uid is "<app>.<function>". Raise EventError with the fix.
        """
        function = check_receiver(receiver, passed=_PASSED, importable=delivery is DURABLE)
        subscription = Subscription(
            signal=self.name,
            receiver=receiver_name(function),
            function=function,
            mode=delivery,
            channel=self if delivery is IN_TRANSACTION else Signal(),
            atomic=atomic,
            attempts=(8 if atomic else 48) if attempts is None else attempts,
            lease=lease,
            queue=queue,
            previous_name=previous_name,
        )
        if registry.add(subscription):
            Signal.connect(
                subscription.channel,
                wrap_receiver(subscription),
                weak=False,
                dispatch_uid=subscription.receiver,
            )

    def disconnect(  # type: ignore[override]  # the sender and the uid are fixed
        self, receiver: Receiver[E]
    ) -> bool:
        """Unsubscribe a function; return False if it was not connected."""
        name = receiver_name(receiver)
        subscription = registry.subscriptions.pop((self.name, name), None)
        if subscription is None:
            return False
        return Signal.disconnect(subscription.channel, dispatch_uid=name)

    def publish(self, event: E) -> None:
        """Publish an event inside the open unit of work.

        In-transaction receivers run now, after-commit receivers after the commit, durable ones
        in a worker. Raise what an in-transaction receiver raises, or NoUnitOfWork,
        InvalidPayload, ChainTooDeep, or EventError for an event of another type.
        """
        publish(self, self, event)

    def decode(self, payload: Payload, *, version: int) -> E:
        """Return the event of a stored payload, brought up to the current version.

        Raise InvalidPayload if it does not fit, or if a newer version of the code stored it.
        """
        if not 1 <= version <= self.version:
            raise InvalidPayload(
                f"{self.name} was stored at version {version}; this code reads 1 to {self.version}."
            )
        for step in range(version, self.version):
            payload = self.upcasters[step](payload)
        return payloads.decode(self.event_type, payload)

    def _use_publish(self, *args: object, **kwargs: object) -> NoReturn:
        raise EventError(
            f"{self.name} is published, not sent: use "
            f"publish({self.event_type.__name__}(...)) inside a unit of work."
        )

    send = send_robust = asend = asend_robust = _use_publish
