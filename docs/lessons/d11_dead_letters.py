"""A receiver fails at every attempt. When the bug is fixed, does the event still exist?

`award` has a bug. All its attempts fail. The next day the bug is fixed, and a new receiver is
written, which should also receive yesterday's event.

- a. No: after the last attempt the event is dropped, and a developer must repair the data.
- b. Yes: the delivery is stored as failed and can be retried; the new receiver has missed it.
- c. Yes, and the event can be delivered to the new receiver as well.

**Answer: c.** A failed attempt is retried after a delay that grows: most faults pass. After the
last one the delivery is *failed*. It stays, with its error, where people see it: a "dead letter".
Retrying it restarts the attempts.

The event itself is in the event log, apart from its deliveries. It can be replayed to a receiver
that did not exist when it was published. If a receiver has already done its work, its unique
constraint makes the repetition harmless (D4).

Retrying for ever would hide the bug. Giving up at once would turn every hiccup into an alarm.

**Often said:** errors in receivers must be "handled". The sender is gone by then. A row that waits
can be handled.

**In the shop:** `events/delivery/maintenance.py::retry_failed` is behind the buttons at
`/events/failed/`, `events/delivery/maintenance.py::replay_event` behind those on an event's own
page. The delays are in `events/delivery/retry.py::delay_after`.

**Source:** [Dead letter channel](https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html)

**Keywords:** backoff, dead letters, failures, replay, retries
"""

import stage

stage.set_up("events")
stage.show_log("events")

from dataclasses import dataclass
from datetime import timedelta

from events.api import DURABLE, EventSignal, unit_of_work
from events.delivery.maintenance import replay_event, retry_failed
from events.models import Delivery, StoredEvent
from events.testing import deliver_all, let_time_pass

stage.create_tables()
has_bug = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    number: int


def award(*, event, metadata, **kwargs):
    if has_bug:
        raise ZeroDivisionError
    print(f"  {event.number}: points awarded")


def count(*, event, metadata, **kwargs):
    print(f"  {event.number}: counted, though count() was written later")


order_paid = EventSignal(OrderPaid)
order_paid.connect(award, delivery=DURABLE, attempts=3)


def worker(hours=1):
    for _ in range(hours):
        deliver_all(failures=True)
        let_time_pass(timedelta(hours=1))


with unit_of_work():
    order_paid.publish(OrderPaid(number=7))
print("the worker goes through the night")
worker(hours=8)
delivery = Delivery.objects.get()
print(f"in the morning: {delivery.status}, after {delivery.attempts} attempts")

has_bug = False
print("the bug is fixed; retried:", retry_failed())
worker()

order_paid.connect(count, delivery=DURABLE)
replay_event(stored=StoredEvent.objects.get(), receiver="__main__.count")
print("replayed to the new receiver")
worker()

# Output:
# the worker goes through the night
# (log of events: __main__.award failed in attempt 1: ZeroDivisionError)
# (log of events: __main__.award failed in attempt 2: ZeroDivisionError)
# (log of events: __main__.award failed in attempt 3: ZeroDivisionError)
# in the morning: failed, after 3 attempts
# the bug is fixed; retried: 1
#   7: points awarded
# replayed to the new receiver
#   7: counted, though count() was written later
