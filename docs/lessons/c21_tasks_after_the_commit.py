"""A task is enqueued by `on_commit`. Can it be lost?

An order is written, and `transaction.on_commit(send_receipt.enqueue)` is to send the receipt with
`django.tasks`, which is part of Django since 6.0. The queue is a broker outside the database, or a
table in it.

- a. No: `on_commit` runs after the commit, so the task is queued if the order exists.
- b. Yes, between commit and queue; and a task that was started may be lost as well.
- c. Yes, but only with Django's immediate backend.

**Answer: b.** Enqueued inside the transaction, a broker's task runs even if the order rolls back.
Enqueued by `on_commit`, it is lost if the process dies in between, or if the broker refuses the
message: then the customer also sees an error 500 for an order that exists (C3).

A queue that is a table of the *same* database has neither gap if you enqueue inside the
transaction. The task is a row that commits with the order. "Reliable Django Signals" builds on
this: one task for each receiver, enqueued in the sender's transaction. django-tasks-db provides
such a table.

`django.tasks` defines no retries. A task that fails is stored as failed, and a task whose worker
was killed stays as it was. The immediate backend, the default, runs the task at once, in your
transaction; it logs an error and does not raise it.

**In the shop:** an event is stored with the order, and each durable receiver has a delivery with
its own attempts: `events/publish.py::_queue`. The lab's ladder runs both queues:
`examples/lab/ladder/rungs/task_queue.py::place_order`.

**Source:** [Django, Tasks](https://docs.djangoproject.com/en/6.1/topics/tasks/),
[Reliable Django Signals](https://hakibenita.com/django-reliable-signals),
[django-tasks-db](https://pypi.org/project/django-tasks-db/)

**Keywords:** `django.tasks`, `ImmediateBackend`, `on_commit()`, outbox, task queues
"""

import sys

import django
import stage

if django.VERSION < (6, 0):
    print("django.tasks is new in Django 6.0.")
    sys.exit()

stage.set_up()

import logging
from functools import partial

from django.db import models, transaction
from django.tasks import task, task_backends
from django.tasks.backends.base import BaseTaskBackend


class Order(models.Model):
    number = models.IntegerField()


class QueuedTask(models.Model):
    number = models.IntegerField()


stage.create_tables()


class Broker(BaseTaskBackend):
    """A queue outside the database. A rollback does not reach it."""

    available, queue = True, []

    def enqueue(self, task, args, kwargs):
        if not self.available:
            raise ConnectionError("the broker is down")
        self.queue.append(*args)


class Table(BaseTaskBackend):
    """A queue in the order's own database."""

    def enqueue(self, task, args, kwargs):
        QueuedTask.objects.create(number=args[0])


task_backends["broker"] = Broker("broker", {})
task_backends["table"] = Table("table", {})


def send_receipt(number):
    raise ValueError("no printer")


class Killed(BaseException):
    """Stand for SIGKILL right after the commit."""


def kill():
    raise Killed


def place(enqueue, *, later, killed=False, fails=False):
    with transaction.atomic():
        if killed:
            transaction.on_commit(kill)
        Order.objects.create(number=7)
        if later:
            transaction.on_commit(partial(enqueue, 7))
        else:
            enqueue(7)
        if fails:
            raise ValueError("the bank refuses")


by_broker = task(backend="broker")(send_receipt).enqueue
by_table = task(backend="table")(send_receipt).enqueue
for what, enqueue, later in (
    ("broker, in the transaction", by_broker, False),
    ("broker, by on_commit", by_broker, True),
    ("table, in the transaction", by_table, False),
):
    print(what)
    for trouble in ({}, {"fails": True}, {"killed": True}, {"down": True}):
        Order.objects.all().delete()
        QueuedTask.objects.all().delete()
        Broker.queue.clear()
        Broker.available = "down" not in trouble
        answer = "thank you"
        try:
            place(enqueue, later=later, **{k: v for k, v in trouble.items() if k != "down"})
        except Killed:
            answer = "no answer"
        except (ValueError, ConnectionError):
            answer = "error 500"
        queued = len(Broker.queue) + QueuedTask.objects.count()
        name = {"fails": "rolls back", "killed": "killed", "down": "broker down"}
        name = name.get(next(iter(trouble), ""), "no fault")
        print(f"  {name:12} orders {Order.objects.count()}, tasks {queued}, {answer}")

logging.disable()  # the immediate backend logs the error
print("the immediate backend")
with transaction.atomic():
    result = task(send_receipt).enqueue(7)
    print("  run at once, in the transaction; status:", result.status.value)
    print("  error, stored and not raised:", result.errors[0].exception_class_path)

# Output:
# broker, in the transaction
#   no fault     orders 1, tasks 1, thank you
#   rolls back   orders 0, tasks 1, error 500
#   killed       orders 1, tasks 1, no answer
#   broker down  orders 0, tasks 0, error 500
# broker, by on_commit
#   no fault     orders 1, tasks 1, thank you
#   rolls back   orders 0, tasks 0, error 500
#   killed       orders 1, tasks 0, no answer
#   broker down  orders 1, tasks 0, error 500
# table, in the transaction
#   no fault     orders 1, tasks 1, thank you
#   rolls back   orders 0, tasks 0, error 500
#   killed       orders 1, tasks 1, no answer
#   broker down  orders 1, tasks 1, thank you
# the immediate backend
#   run at once, in the transaction; status: FAILED
#   error, stored and not raised: builtins.ValueError

# On Django 5.2:
# django.tasks is new in Django 6.0.
