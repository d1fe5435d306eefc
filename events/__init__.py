"""Events: Django's signals as a contract, delivered and kept.

| plain Django | here |
|---|---|
| `paid = Signal()` | `order_completed = EventSignal(OrderCompleted)` |
| `paid.send(Order, order_id=…)` | `order_completed.publish(OrderCompleted(order_id=…))` |
| `paid.connect(f, dispatch_uid="…")` | `order_completed.connect(f)` in `ready()` with `delivery=` |
| `send_robust` | `delivery=AFTER_COMMIT` |
| "let the receiver schedule a task" | `delivery=DURABLE` |
| collecting what `send` returns | `Question.ask` |

An *event* is a fact (a payload), a *signal* its channel, a *delivery* one receiver's copy,
the *journal* what is kept. Everything else is in the modules of this package; to announce and to
hear, an app needs no more than the names below.
"""

from events.contract import (
    AFTER_COMMIT,
    DURABLE,
    IN_TRANSACTION,
    EventMetadata,
    Personal,
    Refused,
)
from events.event_signal import EventSignal
from events.operations import unit_of_work
from events.question import Question

__all__ = [
    "AFTER_COMMIT",
    "DURABLE",
    "IN_TRANSACTION",
    "EventMetadata",
    "EventSignal",
    "Personal",
    "Question",
    "Refused",
    "unit_of_work",
]
