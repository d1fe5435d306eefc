"""An unpaid order expires at the moment in which it is paid. Who wins?

Pending orders reserve their goods. After a quarter of an hour they expire and release them. Both
sides read the order, both see "pending", then each writes.

- a. The first: the second reads that it is too late.
- b. The second: it overwrites the first, and both have done their work.
- c. With read-then-write b., with a conditional UPDATE a.

**Answer: c.** Between reading and writing there is time for another process. The goods are then
released and also sold: the order ends as paid, with nothing on the shelf for it. The condition
belongs in the `UPDATE`. It succeeds for one side and matches zero rows for the other, which
writes nothing, announces nothing, and reports what happened.

What starts the expiry? A timer is an event like any other: `minute_passed`, published once for all
processes, since its key can be inserted once only. Two clocks, or a restarted clock, do no harm.

Before the shop expires an order, it asks the bank to void the charge: the bank decides whether an
order is unpaid, not the absence of an answer.

**In the shop:** `orders/services/transitions.py::move` is the one conditional UPDATE;
`orders/services/cancelling.py::expire_orders` expires; `events/delivery/clock.py::tick` starts
it.

**Source:** [Django, update() and race conditions](https://docs.djangoproject.com/en/6.1/ref/models/querysets/#update)

**Keywords:** conditional `UPDATE`, race conditions, scheduled events, timers
"""

import stage

stage.set_up()

from django.db import models
from django.dispatch import Signal

order_paid, order_cancelled = Signal(), Signal()


class Order(models.Model):
    status = models.CharField(default="pending")


stage.create_tables()


def sell(number, **kwargs):
    print(f"    the goods of order {number} are sold")


def release(number, **kwargs):
    print(f"    the goods of order {number} are released")


order_paid.connect(sell)
order_cancelled.connect(release)


def read_then_write(number, status, signal, meanwhile=lambda: None):
    order = Order.objects.get(pk=number)
    if order.status == "pending":
        meanwhile()
        order.status = status
        order.save()
        signal.send(sender=Order, number=number)


def conditional_update(number, status, signal, meanwhile=lambda: None):
    meanwhile()
    if Order.objects.filter(pk=number, status="pending").update(status=status):
        signal.send(sender=Order, number=number)
    else:
        print("    the other side was first: no rows")


for number, move in enumerate((read_then_write, conditional_update), start=1):
    Order.objects.create(pk=number)
    print(move.__name__)

    def expire(number=number, move=move):
        move(number, "cancelled", order_cancelled)

    move(number, "paid", order_paid, meanwhile=expire)
    print("    in the end the order is", Order.objects.get(pk=number).status)

# Output:
# read_then_write
#     the goods of order 1 are released
#     the goods of order 1 are sold
#     in the end the order is paid
# conditional_update
#     the goods of order 2 are released
#     the other side was first: no rows
#     in the end the order is cancelled
