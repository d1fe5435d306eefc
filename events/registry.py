"""Who declares which signal and who hears it: filled while apps connect, read by everything.

Django's own list of receivers is private and has changed its shape in three releases, so the
map, the catalogue, the checks and the workers read this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

from events.contract import EventError, Kind

if TYPE_CHECKING:
    from events.event_signal import EventSignal
    from events.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One receiver of one signal, and how it wants to be served.

    `channel` is the Django signal that reaches this receiver; in-transaction receivers of an
    event share the event's own. `attempts` is how often a durable delivery may be tried,
    `lease` how long a worker may hold it, `formerly` a name under which older deliveries
    wait. `atomic` says whether the worker opens an operation around the receiver.
    """

    signal: str
    receiver: str
    function: Callable[..., Any]
    kind: Kind
    channel: Signal = field(compare=False)
    atomic: bool
    attempts: int
    lease: timedelta
    formerly: str | None

    @property
    def app(self) -> str:
        return self.receiver.partition(".")[0]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.receiver,) if self.formerly is None else (self.receiver, self.formerly)


@dataclass(slots=True)
class Registry:
    """Every signal, question and subscription of this process, by name."""

    signals: dict[str, EventSignal[Any]] = field(default_factory=dict)
    questions: dict[str, Question[Any, Any]] = field(default_factory=dict)
    subscriptions: dict[tuple[str, str], Subscription] = field(default_factory=dict)
    answerers: dict[tuple[str, str], Callable[..., Any]] = field(default_factory=dict)

    def declare(self, signal: EventSignal[Any]) -> None:
        known = self.signals.get(signal.name)
        if known is not None:
            raise EventError(
                f"{signal.name} is declared twice, by {known.event_type.__module__} and "
                f"{signal.event_type.__module__}: import the module under one path only."
            )
        self.signals[signal.name] = signal

    def declare_question(self, question: Question[Any, Any]) -> None:
        if question.name in self.questions:
            raise EventError(
                f"The question {question.name} is declared twice: "
                "import the module under one path only."
            )
        self.questions[question.name] = question

    def add(self, subscription: Subscription) -> bool:
        """Keep a subscription; False if this very one is known already.

        Raises EventError if another function, or the same with other options, has the name.
        """
        key = (subscription.signal, subscription.receiver)
        known = self.subscriptions.setdefault(key, subscription)
        if known is subscription:
            return True
        if known.function is not subscription.function:
            raise EventError(
                f"Another function hears {subscription.signal} as {subscription.receiver}: "
                "rename one of the two, or import the module under one path only."
            )
        if known != subscription:
            raise EventError(
                f"{subscription.receiver} hears {subscription.signal} already, {known.kind} and "
                "with other options; disconnect it before you change them."
            )
        return False

    def add_answerer(self, question: str, receiver: str, function: Callable[..., Any]) -> None:
        """Keep who answers a question; raises EventError if another function has the name."""
        known = self.answerers.setdefault((question, receiver), function)
        if known is not function:
            raise EventError(f"Another function answers {question} as {receiver}: rename one.")

    def remove(self, signal: str, receiver: str) -> Subscription | None:
        return self.subscriptions.pop((signal, receiver), None)

    def longest_lease(self) -> timedelta:
        """For how long a worker may be busy with one delivery."""
        return max((each.lease for each in self.subscriptions.values()), default=timedelta())

    def of(self, signal: str, kind: Kind | None = None) -> Iterator[Subscription]:
        """The subscriptions to a signal, in the order in which they were connected."""
        # A copy: another thread may connect or disconnect somebody meanwhile.
        for subscription in tuple(self.subscriptions.values()):
            if subscription.signal == signal and kind in (None, subscription.kind):
                yield subscription

    def find(self, signal: str, receiver: str) -> Subscription | None:
        """The subscription behind a delivery's names, older names of a receiver included."""
        found = self.subscriptions.get((signal, receiver))
        if found is not None:
            return found
        return next((s for s in self.of(signal) if receiver == s.formerly), None)


registry = Registry()
