"""Can `post_save` show that an order was paid?

A `post_save` receiver awards points whenever a saved order is "paid". One order is paid, and its
address is corrected later. A second order is paid by an `update()` in the admin.

- a. Each order earns its points once.
- b. The first earns them twice, the second never.
- c. Both earn them twice.

**Answer: b.** `post_save` reports that a row was written. It does not report why. The correction
also saves a paid order, so the receiver awards points again. `update()` writes rows without
calling `save()`, so Django sends no signal. The receiver would have to guess the fact from the
row, and would guess wrong.

"Paid" is a business fact. Only the code that makes it true can announce it: with one line, and a
signal of your own. The correction then announces nothing, because nothing was paid.

**Often said:** custom signals are for events "that Django doesn't cover". More exactly, they are
for facts of your own, even if a row is saved at the same moment.

**In the shop:** one service announces the payment, where it decides it:
`orders/services/paying.py::settle_payment`.

**Source:** [Django, Signals: defining and sending](https://docs.djangoproject.com/en/6.1/topics/signals/#defining-and-sending-signals),
[QuerySet.update](https://docs.djangoproject.com/en/6.1/ref/models/querysets/#update)

**Keywords:** custom signals, `post_save`, `QuerySet.update()`
"""

import stage

stage.set_up()

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

order_paid = Signal()


class Order(models.Model):
    address = models.CharField()
    status = models.CharField(default="pending")


stage.create_tables()


@receiver(post_save, sender=Order)
def guess_from_the_row(instance, **kwargs):
    if instance.status == "paid":
        print(f"    post_save:  points for order {instance.pk}")


@receiver(order_paid)
def receive_the_fact(order_id, **kwargs):
    print(f"    order_paid: points for order {order_id}")


def pay(order):
    order.status = "paid"
    order.save()
    order_paid.send(sender=Order, order_id=order.pk)


def pay_in_admin(order):
    Order.objects.filter(pk=order.pk).update(status="paid")
    order_paid.send(sender=Order, order_id=order.pk)


first = Order.objects.create(address="1 Old Street")
second = Order.objects.create(address="5 High Street")
print("order 1 is paid")
pay(first)
print("its address is corrected")
first.address = "1 New Street"
first.save()
print("order 2 is paid in the admin")
pay_in_admin(second)

# Output:
# order 1 is paid
#     post_save:  points for order 1
#     order_paid: points for order 1
# its address is corrected
#     post_save:  points for order 1
# order 2 is paid in the admin
#     order_paid: points for order 2
