"""Stock must be reserved early, the receipt written late. When do you send `order_placed`?

`reserve` may refuse the order, so it has to run before anything is final. `write_receipt` needs
the lines and the total. Both are receivers of one signal. Placing an order writes the order's
row, then its lines, then the total, in one transaction.

- a. As soon as the order has an id; `post_save` will do.
- b. Twice: once for early receivers, once for late ones.
- c. Once, as the last step of the transaction, when all its rows are written.

**Answer: c.** In the middle of the work, the fact does not exist yet. `post_save` is sent when the
order has an id and no lines: there is nothing to reserve, and the receipt is empty. Nothing fails,
since an empty list of lines is a list.

The end *of the transaction* is early enough to refuse: a receiver that raises there undoes all
that was written. After the transaction would be too late. A receiver that wants to run later says
so when it connects: after the commit, or in a worker. The sender chooses the moment of
publishing, the receiver the moment of receiving.

If two receivers need different *facts* (placed, paid), use two signals, each sent when its own
fact is complete.

**Often said:** "when the event happens, you call `send()`". When it *has* happened.

**In the shop:** `orders/services/placing.py::place_order` publishes last, with everything the
receivers need in the payload. Each subscriber chooses its time:
`loyalty/apps.py::LoyaltyConfig.ready`.

**Source:** [django-oscar #2871](https://github.com/django-oscar/django-oscar/issues/2871),
[pretix #3630](https://github.com/pretix/pretix/issues/3630)

**Keywords:** `post_save`, timing, refusal, transactions, when to send
"""

import stage

stage.set_up()

from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal


class Order(models.Model):
    total = models.IntegerField(default=0)


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    quantity = models.IntegerField()
    price = models.IntegerField()


stage.create_tables()
order_placed = Signal()


class SoldOut(Exception):
    pass


def reserve(instance, **kwargs):
    wanted = sum(line.quantity for line in instance.lines.all())
    print(f"  reserve: {wanted} pieces")
    if wanted > 5:
        raise SoldOut


def write_receipt(instance, **kwargs):
    print(f"  receipt: {instance.total} euros")


def write_receipt_after_the_commit(instance, **kwargs):
    transaction.on_commit(lambda: write_receipt(instance))


def place(quantity):
    print(f" an order for {quantity} pieces")
    try:
        with transaction.atomic():
            order = Order.objects.create()
            Line.objects.create(order=order, quantity=quantity, price=48)
            Order.objects.filter(pk=order.pk).update(total=quantity * 48)
            order.refresh_from_db()
            order_placed.send(sender=Order, instance=order)
    except SoldOut:
        print("  sold out")
    print(f"  orders in the database: {Order.objects.count()}")
    Order.objects.all().delete()


print("sent by post_save")
post_save.connect(reserve, sender=Order)
post_save.connect(write_receipt, sender=Order)
place(2)
place(20)
post_save.disconnect(reserve, sender=Order)
post_save.disconnect(write_receipt, sender=Order)

print("sent as the last step")
order_placed.connect(write_receipt_after_the_commit)
order_placed.connect(reserve)
place(2)
place(20)

# Output:
# sent by post_save
#  an order for 2 pieces
#   reserve: 0 pieces
#   receipt: 0 euros
#   orders in the database: 1
#  an order for 20 pieces
#   reserve: 0 pieces
#   receipt: 0 euros
#   orders in the database: 1
# sent as the last step
#  an order for 2 pieces
#   reserve: 2 pieces
#   receipt: 96 euros
#   orders in the database: 1
#  an order for 20 pieces
#   reserve: 20 pieces
#   sold out
#   orders in the database: 0
