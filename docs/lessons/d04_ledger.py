"""Events arrive twice, and in any order. Can the balance of points still be right?

An order is paid (+20 points), goods for 8 points are returned (-8). Each event may be delivered
twice, in any order. One loyalty app keeps a counter, another a ledger.

- a. Both are right in the end: adding and subtracting can be done in any order.
- b. The ledger is right in the end, the counter is not.
- c. Neither, unless events are put in order first.

**Answer: b.** In any order, yes, but not any number of times. The counter adds what it receives,
and cannot recognise a repetition. The ledger has one row for each event, and the database refuses
a second one: a repetition changes nothing. The balance is the sum.

Two rules make it work. Each row is computed from its event alone, not from the present balance,
so the order does not matter. And the id under which it is unique comes with the event: an id made
by the receiver would differ at each repetition.

Below, every order of all four deliveries is tried.

**In the shop:** `loyalty/services.py::award_points` writes with `ON CONFLICT DO NOTHING`; a test
delivers one order's events in every permutation, with repetitions.

**Source:** [Idempotent consumer](https://microservices.io/patterns/communication-style/idempotent-consumer.html),
[Django, bulk_create with ignore_conflicts](https://docs.djangoproject.com/en/6.1/ref/models/querysets/#bulk-create)

**Keywords:** idempotent receivers, `ignore_conflicts`, ledger, order of events, unique constraint
"""

import itertools

import stage

stage.set_up()

from django.db import models
from django.db.models import F, Sum


class Counter(models.Model):
    balance = models.IntegerField(default=0)


class Entry(models.Model):
    event_id = models.CharField(unique=True)
    points = models.IntegerField()


stage.create_tables()


def count(event_id, points):
    Counter.objects.update(balance=F("balance") + points)


def book(event_id, points):
    Entry.objects.bulk_create([Entry(event_id=event_id, points=points)], ignore_conflicts=True)


PAID, RETURNED = ("order 7 paid", 20), ("order 7 partly returned", -8)
counted, booked = set(), set()
for deliveries in itertools.permutations([PAID, RETURNED, PAID, RETURNED]):
    Counter.objects.all().delete()
    Entry.objects.all().delete()
    Counter.objects.create()
    for event in deliveries:
        count(*event)
        book(*event)
    counted.add(Counter.objects.get().balance)
    booked.add(Entry.objects.aggregate(sum=Sum("points"))["sum"])

print("the balance should be 12")
print("counter, after each of 24 orders of delivery:", counted)
print("ledger, after each of 24 orders of delivery: ", booked)

# Output:
# the balance should be 12
# counter, after each of 24 orders of delivery: {24}
# ledger, after each of 24 orders of delivery:  {12}
