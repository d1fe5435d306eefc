"""All signals, questions and subscriptions of this process, by name.

Django's own list of receivers is private and changed its shape in 5.0 and 6.0. The worker, the
catalogue, the checks and the explorer read this registry instead.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from django.dispatch import Signal

from events.payload import Payload
from events.types import DeliveryMode, EventError

DEFAULT_LEASE = timedelta(seconds=60)
_LONGEST_LEASE = timedelta(minutes=10)
_MODULES = frozenset({"signals", "receivers"})


class DeclaredSignal(Protocol):
    """The part of an `EventSignal` that the registry uses."""

    name: str
    event_type: type
    version: int
    urgent: bool

    def decode(self, payload: Payload, *, version: int) -> Any: ...

    @property
    def connect(self) -> Callable[..., None]: ...

    def disconnect(self, receiver: Any) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One receiver of one signal, with its delivery mode and options.

    `channel` is the Django signal that reaches the receiver. IN_TRANSACTION receivers share the
    event signal itself; every other receiver has its own signal, because it runs at its own time.
    `attempts` and `lease` limit a durable delivery, `queue` names the worker's queue, and
    `previous_name` is the name that older deliveries carry.
    """

    signal: str
    receiver: str
    function: Callable[..., Any]
    mode: DeliveryMode
    channel: Signal = field(compare=False)
    atomic: bool = True
    attempts: int = 8
    lease: timedelta = DEFAULT_LEASE
    queue: str = "default"
    previous_name: str | None = None

    def __post_init__(self) -> None:
        """Raise EventError, with the fix, for options that do not fit."""
        if not isinstance(self.mode, DeliveryMode):
            raise EventError("delivery is IN_TRANSACTION, AFTER_COMMIT or DURABLE.")
        defaults = (True, 8, DEFAULT_LEASE, "default", None)
        options = (self.atomic, self.attempts, self.lease, self.queue, self.previous_name)
        if self.mode is not DeliveryMode.DURABLE and options != defaults:
            raise EventError("Options other than delivery are for delivery=DURABLE.")
        if self.attempts < 1:
            raise EventError("attempts must be at least 1: it includes the first attempt.")
        if not (isinstance(self.lease, timedelta) and timedelta() < self.lease <= _LONGEST_LEASE):
            raise EventError(f"lease must be a positive timedelta of at most {_LONGEST_LEASE}.")

    @property
    def app(self) -> str:
        return self.receiver.partition(".")[0]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.receiver, self.previous_name) if self.previous_name else (self.receiver,)


@dataclass(slots=True)
class Registry:
    """Filled while apps are loaded and connect their receivers; read by everything else."""

    signals: dict[str, DeclaredSignal] = field(default_factory=dict)
    questions: dict[str, type] = field(default_factory=dict)
    subscriptions: dict[tuple[str, str], Subscription] = field(default_factory=dict)
    answerers: dict[tuple[str, str], Callable[..., Any]] = field(default_factory=dict)

    def declare[D](self, declared: dict[str, D], name: str, new: D) -> None:
        """Add to the signals or questions. Raise EventError if the name is taken."""
        if name in declared:
            raise EventError(f"{name} is declared twice: import its module under one path only.")
        declared[name] = new

    def add(self, subscription: Subscription) -> bool:
        """Add a subscription; return False if the same one exists already.

        Raise EventError if another function, or the same one with other options, has the name.
        """
        key = (subscription.signal, subscription.receiver)
        existing = self.subscriptions.setdefault(key, subscription)
        if existing is subscription:
            return True
        if existing.function is not subscription.function:
            raise EventError(
                f"Another function is connected to {subscription.signal} as "
                f"{subscription.receiver}: rename one, or import its module under one path only."
            )
        if existing != subscription:
            raise EventError(
                f"{subscription.receiver} is connected to {subscription.signal} with other "
                "options: disconnect it before you change them."
            )
        return False

    def add_answerer(self, question: str, name: str, function: Callable[..., Any]) -> None:
        """Add a receiver of a question. Raise EventError if another function has the name."""
        if self.answerers.setdefault((question, name), function) is not function:
            raise EventError(f"Another function answers {question} as {name}: rename one.")

    def of(
        self, signal: str | None = None, mode: DeliveryMode | None = None
    ) -> Iterator[Subscription]:
        """Yield the subscriptions to a signal, or to all, in the order of connection."""
        # A copy, because another thread may connect or disconnect a receiver meanwhile.
        for subscription in tuple(self.subscriptions.values()):
            if signal in (None, subscription.signal) and mode in (None, subscription.mode):
                yield subscription

    def find(self, signal: str, receiver: str) -> Subscription | None:
        """Return the subscription that a delivery names, by its current or previous name."""
        found = self.subscriptions.get((signal, receiver))
        return found or next((s for s in self.of(signal) if receiver in s.names), None)

    def durable(self) -> list[Subscription]:
        """Return all durable subscriptions."""
        return list(self.of(mode=DeliveryMode.DURABLE))


registry = Registry()


def app_of(module: str) -> str:
    """Return the app label of a module: the package that holds `signals` or `receivers`."""
    parts = module.split(".")
    for index, part in enumerate(parts):
        if part in _MODULES and index:
            return parts[index - 1]
    return parts[0]


def signal_name(event_type: type) -> str:
    """Return `orders.order_placed` for the class `OrderPlaced` in `orders/signals.py`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", event_type.__name__)
    return f"{app_of(event_type.__module__)}.{words.lower()}"


def receiver_name(function: Callable[..., Any]) -> str:
    """Return `loyalty.award_points` for a function of `loyalty/receivers.py`."""
    return f"{app_of(function.__module__)}.{function.__name__}"


def check_receiver(
    receiver: Callable[..., Any], *, passed: frozenset[str], importable: bool
) -> Callable[..., Any]:
    """Return the receiver if it can be called with the keywords that are passed.

    Raise EventError with the fix, regardless of DEBUG. `importable` receivers run in another
    process, which finds them by their name.
    """
    name = getattr(receiver, "__qualname__", repr(receiver))
    is_named = inspect.isfunction(receiver) and receiver.__name__ != "<lambda>"
    if not is_named or inspect.iscoroutinefunction(receiver):
        raise EventError(f"{name} cannot be a receiver: use a named function that is not async.")
    if importable and receiver.__qualname__ != receiver.__name__:
        raise EventError(f"{name} cannot be durable: a worker must be able to import it.")
    parameters = inspect.signature(receiver).parameters.values()
    named = [p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    required = {p.name for p in named if p.default is p.empty}
    others = [p.kind for p in parameters if p not in named]
    if not required <= passed or others != [inspect.Parameter.VAR_KEYWORD]:
        signature = f"(*, {', '.join(sorted(passed))}, **kwargs)"
        raise EventError(f"Declare {name} with keywords that are passed: {signature}.")
    return receiver
