"""Which faults make sense for which delivery, and what is to be expected of each."""

from events.registry import Subscription
from events.types import AFTER_COMMIT, DURABLE, IN_TRANSACTION, DeliveryMode
from examples.lab.models import FaultKind

type Expectations = dict[DeliveryMode, str]

# Where a transaction is gone, so is everything that a timeline could show of it.
_NOTED = "The proof is a note on this page, since a timeline shows only what was committed."

EXPECTATIONS: dict[FaultKind, Expectations] = {
    FaultKind.RAISE: {
        IN_TRANSACTION: "The whole operation is rolled back: an error page, and nothing of it "
        f"is there, no row and no event. {_NOTED}",
        AFTER_COMMIT: "The order stands, the other receivers run; this one is marked failed "
        "and not tried again.",
        DURABLE: "The order stands. The worker tries again after 1 s, 5 s, 30 s and so on; "
        "after the last attempt it waits under “Failed deliveries” for a button.",
    },
    FaultKind.DATABASE: {
        IN_TRANSACTION: "A failing statement breaks the sender's transaction: an error page, "
        f"and nothing of the operation remains. {_NOTED}",
        AFTER_COMMIT: "The order is committed already: only this receiver is marked failed.",
        DURABLE: "Only the worker's own transaction breaks: rolled back and tried again.",
    },
    FaultKind.SLEEP: {
        IN_TRANSACTION: "The customer waits 3 seconds longer, with locks held; on SQLite "
        "everybody who wants to write waits, too.",
        AFTER_COMMIT: "The order is safe and its locks are free; the customer waits 3 seconds.",
        DURABLE: "The customer notices nothing: the worker sleeps, what is behind it waits.",
    },
    FaultKind.FAIL_FIRST: {
        DURABLE: "That many crosses in the timeline, pauses that grow, then a full ring: "
        "the effect is there once.",
    },
    FaultKind.TWICE: {
        DURABLE: "It runs twice with the same event id, and its effect is there once: its own "
        "guard in the database refuses the second.",
    },
    FaultKind.KILL_BEFORE_COMMIT: {
        IN_TRANSACTION: "The web process dies: the browser gets no answer, and nothing of the "
        f"operation is there, no row and no event. It is started again by itself. {_NOTED}",
    },
    FaultKind.KILL_AFTER_COMMIT: {
        IN_TRANSACTION: "The browser gets no answer, but the order is there. Receivers after "
        "the commit are lost (broken rings, after 10 s); the worker delivers the durable ones.",
        AFTER_COMMIT: "The browser gets no answer, but the order is there. This receiver is "
        "lost, and those after it; the durable ones are delivered.",
        DURABLE: "The worker dies, but effect and done mark are committed together: nothing "
        "is done again.",
    },
    FaultKind.KILL_BEFORE_MARK: {
        DURABLE: "The worker dies in the first attempt and is started again. Its lease runs "
        "out within a minute; then the second attempt leaves the effect there once.",
    },
    FaultKind.FORGOTTEN: {
        IN_TRANSACTION: "Nobody runs and nobody complains: the order goes through without "
        "what this receiver guards. Its wire is missing on the map.",
        AFTER_COMMIT: "Nobody runs, nobody complains. Its wire is missing on the map.",
        DURABLE: "No delivery is written for new events, so that mending it brings nothing "
        "back; once it is mended, staff can replay the event for it on the event's own page.",
    },
}

_WITHOUT_TRANSACTION = {
    FaultKind.KILL_BEFORE_MARK: "The worker dies after the work and before it could say so. "
    "Within a minute it is done again: at least once, with the same event id.",
    FaultKind.TWICE: "It runs twice with the same event id; it has to recognise the second.",
}


def expectation(kind: FaultKind, subscription: Subscription) -> str | None:
    """What will happen, in a sentence or two; None where the fault makes no sense."""
    if not subscription.atomic:
        if kind is FaultKind.KILL_AFTER_COMMIT:
            return None  # there is no transaction whose commit it could follow
        if kind in _WITHOUT_TRANSACTION:
            return _WITHOUT_TRANSACTION[kind]
    return EXPECTATIONS[kind].get(subscription.mode)
