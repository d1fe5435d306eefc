"""An order is logged, then its transaction rolls back. What does the log contain?

Two receivers write a line: one inside the sender's transaction, one after the commit. The first
order succeeds, the second rolls back. The event also contains an e-mail address.

- a. Both logs have two lines: what ran in the code is logged.
- b. The first has two lines, and one of them is false; the second has one.
- c. Both have one: logging takes part in the transaction.

**Answer: b.** A log line cannot roll back. A line written before the commit reports an intention
as a fact, and one day a developer spends an hour looking for an order that never existed. After
the commit it is a fact. If the process dies in between, a line is missing; the event log still
has the event.

Logging is the classical good use of signals: nothing depends on it, and the sender does not import
it. Let the *payload* declare what may be logged. Personal fields are marked where the event is
declared, and every log omits them.

**Often said:** signals are "often used for logging", and help with debugging. For the second, a
plain signal offers little: it has no documented list of receivers (C17) and records nothing. A
receiver that logs, or an event log, does help.

**In the shop:** every app logs its own events in two lines of code, `AFTER_COMMIT`:
`orders/receivers.py::log_event`. `events/log.py::log_fields` omits personal fields.

**Source:** [Django, transactions: performing actions after commit](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#performing-actions-after-commit)

**Keywords:** debugging, logging, personal data
"""

import stage

stage.set_up("events")

from dataclasses import dataclass

from events.api import AFTER_COMMIT, EventSignal, Personal, unit_of_work
from events.log import log_fields

stage.create_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    number: int
    email: Personal


def log_at_once(*, event, metadata, **kwargs):
    print(f"  at once:          order {event.number} is paid")


def log_after_commit(*, event, metadata, **kwargs):
    fields = log_fields(event, metadata)
    print(f"  after the commit: order {fields['number']} is paid, email={fields.get('email')}")


order_paid = EventSignal(OrderPaid)
order_paid.connect(log_at_once)
order_paid.connect(log_after_commit, delivery=AFTER_COMMIT)


def pay(number, *, then_fails=False):
    with unit_of_work():
        order_paid.publish(OrderPaid(number=number, email="ada@example.com"))
        if then_fails:
            raise ValueError("the disk is full")


print("order 1")
pay(1)
print("order 2")
try:
    pay(2, then_fails=True)
except ValueError as error:
    print(f"  rolled back:      {error}")

# Output:
# order 1
#   at once:          order 1 is paid
#   after the commit: order 1 is paid, email=None
# order 2
#   at once:          order 2 is paid
#   rolled back:      the disk is full
