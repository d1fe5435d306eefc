"""Points are redeemed, then the stock refuses. Are the points gone?

Two receivers of `order_placed` run in the sender's transaction: loyalty redeems points, inventory
reserves the last teapot. Two customers order it. The second order's code catches the refusal
*inside* its block, once inside Django's `atomic()`, once inside the kernel's `unit_of_work()`.

- a. Yes, both times: the first receiver had done its work before the second refused.
- b. No, both times: a refusal rolls back everything.
- c. Yes with `atomic()`, which commits if the exception was caught; no with `unit_of_work()`.

**Answer: c.** A receiver in the sender's transaction refuses by raising: the order does not exist
and the points are not redeemed. This is the one case in which an error should reach the sender.
But `atomic()` rolls back only if the exception leaves its block. A caller that catches it inside
commits half of the work. The kernel's `unit_of_work` remembers the refusal and rolls back anyway.

The reservation is one conditional `UPDATE`. Reading the stock first and writing it afterwards
would sell the last item twice (see the race in the lab).

A refusal is for what must hold at this moment: is there stock, are there points. Everything else
can happen later, and must then not be able to spoil the sale.

**In the shop:** `inventory/receivers.py::reserve_stock` refuses with a reason that
`orders/signals.py::LinesUnavailable` declares; `events/unit_of_work.py::unit_of_work` rolls back.

**Source:** [Django, transactions: atomic](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#controlling-transactions-explicitly)

**Keywords:** `atomic()`, refusal, `Refused`, rollback, stock reservation, `unit_of_work`
"""

import stage

stage.set_up("events")

from contextlib import suppress
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import F
from django.dispatch import Signal

from events.api import EventSignal, Refused, unit_of_work
from events.models import Refusal, StoredEvent


class Account(models.Model):
    points = models.IntegerField(default=100)


class Stock(models.Model):
    available = models.IntegerField(default=1)


class Order(models.Model):
    customer = models.CharField()


stage.create_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced:
    customer: str


class SoldOut(Refused):
    pass


def redeem_points(*, event, metadata, **kwargs):
    Account.objects.update(points=F("points") - 30)


def reserve_stock(*, event, metadata, **kwargs):
    if not Stock.objects.filter(available__gte=1).update(available=F("available") - 1):
        raise SoldOut("There is no teapot left.")


order_placed = EventSignal(OrderPlaced)
order_placed.connect(redeem_points)
order_placed.connect(reserve_stock)
plain = Signal()
plain.connect(redeem_points)
plain.connect(reserve_stock)


def send_plain(event):
    plain.send(sender=OrderPlaced, event=event, metadata=None)


def place_order(customer, block, announce):
    with block():
        Order.objects.create(customer=customer)
        with suppress(SoldOut):  # too early: inside the block
            announce(OrderPlaced(customer=customer))


for name, block, announce in (
    ("atomic() and send()", transaction.atomic, send_plain),
    ("unit_of_work() and publish()", unit_of_work, order_placed.publish),
):
    print(name)
    Order.objects.all().delete()
    Account.objects.all().delete()
    Stock.objects.all().delete()
    Account.objects.create()
    Stock.objects.create()
    for customer in ("Ada", "Grace"):
        try:
            place_order(customer, block, announce)
            print(f"  {customer} gets the order page")
        except Refused as refused:
            print(f"  {customer} gets an answer: {refused.reason}")
    print("  orders:", *Order.objects.values_list("customer", flat=True))
    print("  points:", Account.objects.get().points, "| stock:", Stock.objects.get().available)
print("events:", StoredEvent.objects.count(), "| refusals:", Refusal.objects.count())

# Output:
# atomic() and send()
#   Ada gets the order page
#   Grace gets the order page
#   orders: Ada Grace
#   points: 40 | stock: 0
# unit_of_work() and publish()
#   Ada gets the order page
#   Grace gets an answer: There is no teapot left.
#   orders: Ada
#   points: 70 | stock: 0
# events: 1 | refusals: 1
