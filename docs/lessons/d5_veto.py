"""Points are redeemed, then the stock says no. Are the points gone?

Two receivers of `order_placed` run in the sender's transaction: loyalty burns the points,
inventory reserves the last teapot. Two customers order it. Somebody catches the refusal too
early.

- a. Yes: the first receiver had done its work before the second refused.
- b. No: the refusal rolls back everything, whoever catches it.
- c. No, unless somebody catches the refusal; then everything is committed.

**Answer: b.** A receiver in the sender's transaction can say no, by raising: then nothing has
happened, neither the order nor the points. This is the one case in which an error should reach
the sender. With a plain `atomic()`, c. would be true of a refusal caught *inside* the block. The
kernel's `operation` remembers that it was refused, and rolls back.

The reservation itself is one conditional `UPDATE`. Reading the stock first and writing it
afterwards would sell the last piece twice (see the race in the lab).

A veto is for what must hold at this very moment: is there stock, are there points. Everything
else can happen later, and then must not be able to spoil the sale.

**In the shop:** `inventory/receivers.py::reserve_stock` refuses with a reason that
`orders/signals.py::LinesUnavailable` declares; `events/operations.py::operation` sees to the
rest.

**Source:** [Django, transactions: atomic](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#controlling-transactions-explicitly)
"""

import stage

stage.set_up("events")

from contextlib import suppress
from dataclasses import dataclass

from django.db import models
from django.db.models import F

from events import EventSignal, Refused, unit_of_work
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


def burn_points(*, event, metadata, **kwargs):
    Account.objects.update(points=F("points") - 30)


def reserve_stock(*, event, metadata, **kwargs):
    if not Stock.objects.filter(available__gte=1).update(available=F("available") - 1):
        raise SoldOut("There is no teapot left.")


order_placed = EventSignal(OrderPlaced)
order_placed.connect(burn_points)
order_placed.connect(reserve_stock)


def place_order(customer):
    with unit_of_work():
        Order.objects.create(customer=customer)
        with suppress(SoldOut):  # too early: inside
            order_placed.publish(OrderPlaced(customer=customer))


Account.objects.create()
Stock.objects.create()
for customer in ("Ada", "Grace"):
    try:
        place_order(customer)
        print(f"{customer} has the teapot")
    except Refused as refused:
        print(f"{customer} is told: {refused.reason}")
print("orders:", *Order.objects.values_list("customer", flat=True))
print("points:", Account.objects.get().points, "| stock:", Stock.objects.get().available)
print("events:", StoredEvent.objects.count(), "| refusals:", Refusal.objects.count())

# Output:
# Ada has the teapot
# Grace is told: There is no teapot left.
# orders: Ada
# points: 70 | stock: 0
# events: 1 | refusals: 1
