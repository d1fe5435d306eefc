"""What the lab's pages show."""

from dataclasses import dataclass

from events.registry import Subscription
from examples.lab.faults.active import ActiveFault, active_faults
from examples.lab.faults.expectations import expectation
from examples.lab.faults.forgetting import subscriptions
from examples.lab.faults.notes import Struck, struck
from examples.lab.models import FaultKind

_NOT_TO_BREAK = {"events", "lab"}  # the clock, and the ladder, which brings its own troubles


@dataclass(frozen=True, slots=True)
class Choice:
    """A fault that a receiver can be given, and what will happen then."""

    kind: FaultKind
    expectation: str


@dataclass(frozen=True, slots=True)
class Breakable:
    """A receiver, the faults that make sense for it, the one that it has, and what that did.

    `struck` is known of receivers in a transaction only: the others' runs are on the timeline.
    """

    subscription: Subscription
    choices: tuple[Choice, ...]
    fault: ActiveFault | None
    struck: Struck | None

    @property
    def may_fail_first(self) -> bool:
        return any(choice.kind is FaultKind.FAIL_FIRST for choice in self.choices)

    @property
    def expected(self) -> str:
        """What its fault will do; empty where it has none."""
        return next(
            (c.expectation for c in self.choices if self.fault and c.kind is self.fault.kind), ""
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal, and those who hear it and can be broken."""

    signal: str
    receivers: list[Breakable]

    @property
    def app(self) -> str:
        return self.signal.partition(".")[0]


def breakable_receivers() -> list[Heard]:
    """Every receiver that can be broken, by the signal that it hears."""
    faults = active_faults()
    strikes = struck(faults)
    found: dict[str, list[Breakable]] = {}
    for subscription in sorted(subscriptions(), key=lambda s: (s.signal, s.receiver)):
        if subscription.signal.partition(".")[0] in _NOT_TO_BREAK or _only_logs(subscription):
            continue
        key = (subscription.signal, subscription.receiver)
        breakable = Breakable(
            subscription, tuple(_choices(subscription)), faults.get(key), strikes.get(key)
        )
        found.setdefault(subscription.signal, []).append(breakable)
    return [Heard(signal, receivers) for signal, receivers in found.items()]


def _only_logs(subscription: Subscription) -> bool:
    """Return whether a receiver only writes log lines: breaking it shows nothing."""
    return subscription.receiver.endswith(".log_event")


def _choices(subscription: Subscription) -> list[Choice]:
    expected = ((kind, expectation(kind, subscription)) for kind in FaultKind)
    return [Choice(kind, words) for kind, words in expected if words is not None]
