"""An order is logged, then its transaction rolls back. What does the log say?

Two receivers write a line: one inside the sender's transaction, one after the commit. The first
order goes through, the second is rolled back. The event holds an e-mail address, too.

- a. Both logs have two lines: what happened in the code happened.
- b. The first has two lines, of which one is false; the second has one.
- c. Both have one: logging takes part in the transaction.

**Answer: b.** A line in a log cannot be rolled back. Whoever writes it before the commit reports
an intention as a fact, and an hour is lost some day in looking for an order that never was. After
the commit it is a fact. Should the process die in between, a line is missing; the event itself is
in the journal.

Logging by signal is the classical good use: nothing depends on it, the sender need not know. It
pays to let the *payload* say what may be logged. Fields about a person are marked where the event
is declared, and left out for every log at once.

**Often said:** signals are "often used for logging". Rightly; the question is when.

**In the shop:** every app logs its own events with two lines of code, `AFTER_COMMIT`:
`orders/receivers.py::log_event`, and `events/logging.py::log_fields` leaves out what is personal.

**Source:** [Django, transactions: performing actions after commit](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#performing-actions-after-commit)
"""

import stage

stage.set_up("events")

from dataclasses import dataclass

from events import AFTER_COMMIT, EventSignal, Personal, unit_of_work
from events.logging import log_fields

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
