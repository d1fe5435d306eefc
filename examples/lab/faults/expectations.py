"""The faults that apply to each delivery mode, and the expected result of each."""

from events.registry import Subscription
from events.types import AFTER_COMMIT, DURABLE, IN_TRANSACTION, DeliveryMode
from examples.lab.models import FaultKind

type Expectations = dict[DeliveryMode, str]

# After a rollback the timeline has nothing to show.
_RECORDED = "This page records the strike, because the timeline shows committed events only."

EXPECTATIONS: dict[FaultKind, Expectations] = {
    FaultKind.RAISE: {
        IN_TRANSACTION: "The unit of work is rolled back: the customer sees an error page, and no "
        f"row and no event remains. {_RECORDED}",
        AFTER_COMMIT: "The order is committed and the other receivers run. This receiver is marked "
        "failed and is not retried.",
        DURABLE: "The order is committed. The worker retries after 1 s, 5 s, 30 s and so on. After "
        "the last attempt the delivery is listed under “Failed deliveries” until staff retry it.",
    },
    FaultKind.DATABASE: {
        IN_TRANSACTION: "The failing statement breaks the transaction of the publisher: the "
        f"customer sees an error page, and nothing remains. {_RECORDED}",
        AFTER_COMMIT: "The order is committed already. Only this receiver is marked failed.",
        DURABLE: "Only the transaction of the worker breaks. It is rolled back and retried.",
    },
    FaultKind.SLEEP: {
        IN_TRANSACTION: "The customer waits 3 seconds longer, and the locks are held. On SQLite "
        "all other writers wait as well.",
        AFTER_COMMIT: "The order is committed and its locks are released. The customer waits 3 "
        "seconds longer.",
        DURABLE: "The customer does not wait. The worker sleeps, and later deliveries wait.",
    },
    FaultKind.FAIL_FIRST: {
        DURABLE: "The timeline shows n failed attempts with growing pauses, then a successful one. "
        "The effect exists once.",
    },
    FaultKind.RETRY_LATER: {
        DURABLE: "The order is committed. The receiver sets the delay of each retry itself: 10 s, "
        "20 s, 30 s and so on. After the fault is removed, the next attempt succeeds.",
    },
    FaultKind.GIVE_UP: {
        DURABLE: "The order is committed. The delivery fails in its first attempt and is not "
        "retried. It is listed under “Failed deliveries” until staff retry it.",
    },
    FaultKind.TWICE: {
        DURABLE: "The receiver runs twice with the same event id. Its constraint in the database "
        "ignores the second run, so the effect exists once.",
    },
    FaultKind.KILL_BEFORE_COMMIT: {
        IN_TRANSACTION: "The web process dies and is restarted. The browser gets no answer, and no "
        f"row and no event remains. {_RECORDED}",
    },
    FaultKind.KILL_AFTER_COMMIT: {
        IN_TRANSACTION: "The browser gets no answer, but the order is committed. Receivers after "
        "the commit are lost (broken rings, after 10 s). The worker delivers the durable ones.",
        AFTER_COMMIT: "The browser gets no answer, but the order is committed. This receiver and "
        "those after it are lost. The worker delivers the durable ones.",
        DURABLE: "The worker dies, but the effect and the completion mark are committed together. "
        "Nothing is repeated.",
    },
    FaultKind.KILL_BEFORE_MARK: {
        DURABLE: "The worker dies in the first attempt and is restarted. Its lease expires within "
        "a minute. The second attempt succeeds, and the effect exists once.",
    },
    FaultKind.DISCONNECTED: {
        IN_TRANSACTION: "The receiver does not run, and no error is reported: the order is placed "
        "without its check. The map does not show it.",
        AFTER_COMMIT: "The receiver does not run, and no error is reported. The map does not show "
        "it.",
        DURABLE: "New events get no delivery for it, so removing the fault does not bring them "
        "back. Afterwards staff can replay each event on its page.",
    },
}

_WITHOUT_TRANSACTION = {
    FaultKind.KILL_BEFORE_MARK: "The worker dies after the effect and before the completion mark. "
    "The receiver runs again within a minute: at least once, with the same event id.",
    FaultKind.TWICE: "The receiver runs twice with the same event id. It must ignore the second "
    "run.",
}


def expectation(kind: FaultKind, subscription: Subscription) -> str | None:
    """Return the expected result of a fault; None if it does not apply to the receiver."""
    if not subscription.atomic:
        if kind is FaultKind.KILL_AFTER_COMMIT:
            return None  # the receiver has no transaction
        if kind in _WITHOUT_TRANSACTION:
            return _WITHOUT_TRANSACTION[kind]
    return EXPECTATIONS[kind].get(subscription.mode)
