"""Reads of the faults page."""

from dataclasses import dataclass

from events.registry import Subscription
from examples.lab.faults.active import ActiveFault, active_faults
from examples.lab.faults.connections import subscriptions
from examples.lab.faults.expectations import expectation
from examples.lab.faults.recommended import RECOMMENDED, Recommendation
from examples.lab.faults.strikes import StrikeResult, latest_strikes
from examples.lab.models import FaultKind

_EXCLUDED_APPS = {"events", "lab"}  # the clock, and the ladder, which has its own faults


@dataclass(frozen=True, slots=True)
class Choice:
    """A fault that applies to a receiver, with its expected result."""

    kind: FaultKind
    expectation: str


@dataclass(frozen=True, slots=True)
class Breakable:
    """A receiver, the faults that apply to it, its current fault and that fault's latest strike.

    `strike` is for in-transaction receivers only: the timeline shows the runs of the others.
    """

    subscription: Subscription
    choices: tuple[Choice, ...]
    fault: ActiveFault | None
    strike: StrikeResult | None

    @property
    def can_fail_first(self) -> bool:
        return any(choice.kind is FaultKind.FAIL_FIRST for choice in self.choices)

    @property
    def expected(self) -> str:
        """The expected result of the current fault; empty without one."""
        return next(
            (c.expectation for c in self.choices if self.fault and c.kind is self.fault.kind), ""
        )


@dataclass(frozen=True, slots=True)
class BreakableSignal:
    """A signal with its breakable receivers."""

    signal: str
    receivers: list[Breakable]

    @property
    def app(self) -> str:
        return self.signal.partition(".")[0]

    @property
    def is_broken(self) -> bool:
        return any(receiver.fault for receiver in self.receivers)


def breakable_receivers() -> list[BreakableSignal]:
    """Return the receivers that can have a fault, by their signal."""
    faults = active_faults()
    strikes = latest_strikes(faults)
    found: dict[str, list[Breakable]] = {}
    for subscription in sorted(subscriptions(), key=lambda s: (s.signal, s.receiver)):
        if subscription.signal.partition(".")[0] in _EXCLUDED_APPS or _only_logs(subscription):
            continue
        key = (subscription.signal, subscription.receiver)
        breakable = Breakable(
            subscription, tuple(_choices(subscription)), faults.get(key), strikes.get(key)
        )
        found.setdefault(subscription.signal, []).append(breakable)
    return [BreakableSignal(signal, receivers) for signal, receivers in found.items()]


def recommended_faults() -> list[tuple[Recommendation, str]]:
    """Return the faults to try first with their expected results, for connected receivers only."""
    connected = {(s.signal, s.receiver): s for s in subscriptions()}
    found = ((one, connected.get((one.signal, one.receiver))) for one in RECOMMENDED)
    return [(one, expectation(one.kind, s) or "") for one, s in found if s is not None]


def _only_logs(subscription: Subscription) -> bool:
    """Return whether a receiver only logs: a fault in it would have no visible result."""
    return subscription.receiver.endswith(".log_event")


def _choices(subscription: Subscription) -> list[Choice]:
    expected = ((kind, expectation(kind, subscription)) for kind in FaultKind)
    return [Choice(kind, words) for kind, words in expected if words is not None]
