"""A receiver fails at every attempt. When the bug is mended, is the event still there?

`award` has a bug. All its attempts fail. The next day the bug is mended; and a new receiver is
written, which should hear of yesterday, too.

- a. No: after the last attempt the event is dropped, and somebody must repair the data.
- b. Yes: the delivery is kept as failed and can be retried; the new receiver has missed it.
- c. Yes, and the event can be delivered to the new receiver as well.

**Answer: c.** An attempt that fails is tried again after a pause that grows: most faults pass.
After the last one the delivery is *failed*. It stays, with its error, where people see it: a
"dead letter". To retry is to let the attempts start over.

The event itself is in the journal, apart from its deliveries. So it can be replayed to a receiver
that did not exist when it was published. What a receiver has done already, its own unique
constraint turns into nothing (see D4).

Retrying for ever would hide the bug, and giving up at once would make every hiccup an alarm.

**Often said:** errors in receivers must be "handled". By whom, when the sender is gone? By a row
that waits.

**In the shop:** `events/services.py::retry_failed` is behind the buttons at `/events/failed/`,
`events/services.py::replay_event` behind those on an event's own page; the pauses are in
`events/schedule.py::wait_after`.

**Source:** [Dead letter channel](https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html)
"""

import stage

stage.set_up("events")
stage.show_log("events")

from dataclasses import dataclass
from datetime import timedelta

from events import DURABLE, EventSignal, unit_of_work
from events.models import Delivery, StoredEvent
from events.services import replay_event, retry_failed
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
print("the bug is mended; retried:", retry_failed())
worker()

order_paid.connect(count, delivery=DURABLE)
replay_event(entry=StoredEvent.objects.get(), receiver="__main__.count")
print("replayed to the new receiver")
worker()

# Output:
# the worker goes through the night
# (log of events: __main__.award failed in attempt 1)
# (log of events: __main__.award failed in attempt 2)
# (log of events: __main__.award failed in attempt 3)
# in the morning: failed, after 3 attempts
# the bug is mended; retried: 1
#   7: points awarded
# replayed to the new receiver
#   7: counted, though count() was written later
