"""Fewer statements for the same rows: what did our own INSERT cost?

An earlier version of this shop was tuned for a benchmark. Events were collected until the operation
ended, and written by an INSERT that our code put together, instead of by `save()`. Below, an
order publishes two events; a third is published in a block that rolls back.

- a. Nothing: the rows are the same, and the benchmark is better.
- b. The buffer misses rollbacks, and the INSERT misses what fields do.
- c. Only maintenance: the code is harder to read.

**Answer: b.** It bought statements: an order needed 14 instead of 18, and reached 25 % of the
speed of a bare order instead of 15 %. It cost 94 lines on private parts of Django and four
faults. A buffer outlives the savepoint in which an event was published, so an event that never
happened was stored. Threads and repeated operations shared a buffer that belonged to one. A price
was read outside the transaction that used it.

An INSERT by hand skips the fields: defaults, `auto_now_add`, the encoder of a `JSONField`. The
next field that a developer adds to the model is missing from it.

A better design gained more: a checkout in one transaction instead of two saves a whole commit.
`bulk_create()` writes many rows in one statement, with the fields' help.

**Often said:** "the ORM is slow". Measure what a request does before you replace how it does it.

**In the shop:** rows are written by `save()` and `bulk_create()` when `publish` runs:
`events/publish.py::_queue`. `make bench` reports the cost.

**Source:** [Django, database access optimization](https://docs.djangoproject.com/en/6.1/topics/db/optimization/)

**Keywords:** benchmarks, `bulk_create()`, buffers, performance, savepoints
"""

import json
from contextlib import contextmanager, suppress

import stage

stage.set_up()

from django.db import connection, models, transaction


class Event(models.Model):
    name = models.CharField()
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)


stage.create_tables()
statements = []


def count(execute, sql, params, many, context):
    statements.append(sql.split()[0])
    return execute(sql, params, many, context)


class ByTheOrm:
    """One save() for each event, when it is published."""

    def publish(self, name):
        Event.objects.create(name=name, payload={"by": "save"})

    def write(self):
        pass


class ByBulkCreate(ByTheOrm):
    """One statement for the events that are published together."""

    def publish(self, *names):
        Event.objects.bulk_create(Event(name=name) for name in names)


class ByHand:
    """A buffer, and an INSERT from strings."""

    def __init__(self):
        self.rows = []

    def publish(self, name):
        self.rows.append((name, json.dumps({"by": "hand"})))

    def write(self):
        values = ", ".join(["(%s, %s, '2026-01-01')"] * len(self.rows))
        parameters = [value for row in self.rows for value in row]
        with connection.cursor() as cursor:
            table = Event._meta.db_table
            cursor.execute(f"INSERT INTO {table} (name, payload, at) VALUES {values}", parameters)


@contextmanager
def unit_of_work(events):
    with transaction.atomic():
        yield
        events.write()


for way in ByTheOrm, ByBulkCreate, ByHand:
    Event.objects.all().delete()
    statements.clear()
    events = way()
    with connection.execute_wrapper(count), unit_of_work(events):
        if way is ByBulkCreate:
            events.publish("order_placed", "stock_changed")
        else:
            events.publish("order_placed")
            events.publish("stock_changed")
        with suppress(ValueError), transaction.atomic():
            events.publish("points_redeemed")
            raise ValueError("not enough points: the inner block rolls back")
    print(way.__doc__)
    print("  INSERT statements:", statements.count("INSERT"))
    print("  stored:", *Event.objects.order_by("pk").values_list("name", flat=True))

print("the table gets a new field with a default")
with connection.schema_editor() as editor:
    field = models.CharField(default="shop", max_length=9)
    Event.add_to_class("source", field)
    editor.add_field(Event, field)
for way in ByTheOrm, ByHand:
    events = way()
    try:
        with unit_of_work(events):
            events.publish("order_placed")
        print(f"  {way.__name__}: stored")
    except Exception as error:
        print(f"  {way.__name__}: {error}")

# Output:
# One save() for each event, when it is published.
#   INSERT statements: 3
#   stored: order_placed stock_changed
# One statement for the events that are published together.
#   INSERT statements: 2
#   stored: order_placed stock_changed
# A buffer, and an INSERT from strings.
#   INSERT statements: 1
#   stored: order_placed stock_changed points_redeemed
# the table gets a new field with a default
#   ByTheOrm: stored
#   ByHand: NOT NULL constraint failed: __main___event.source
