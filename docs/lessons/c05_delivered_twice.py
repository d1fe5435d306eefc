"""A worker does its work and dies before it can record that. What does the next one do?

A delivery says: award 10 points for order 7, and mail the receipt. The first attempt dies at the
worst moment, the second succeeds.

- a. Nothing: a queue delivers each message exactly once.
- b. The same work again, unless the work itself prevents it.
- c. That depends on when a delivery is marked: marked first, it is done exactly once.

**Answer: b.** Work and mark are two steps, and the process may die between them. Marked first, the
work is lost; marked last, it is done twice. There is no third order, so a queue has to choose. A
queue that loses nothing repeats.

Repeating is harmless if the database makes it so. Either a row carries the event's id under a
unique constraint, and the second row is refused. Or work and mark share one transaction. Asking
first ("does it exist?") is not enough: two workers may ask at the same time.

Neither covers the mail: no transaction takes it back. It goes out again, with the same message id,
so that mail programs can show one.

**Often said:** "exactly once". Effects in your own database, yes. Deliveries, never.

**In the shop:** there is one row per event and receiver. A receiver runs in the unit of work that
contains the mark: `events/delivery/deliver.py::_receive`. Points are unique by event:
`loyalty/services.py::award_points`. `notifications/services/emails.py::send_email` explains why
a mail may go out twice.

**Source:** [Celery, tasks: acknowledged before or after](https://docs.celeryq.dev/en/stable/userguide/tasks.html),
[a fulfilment task triggered twice](https://github.com/edx/commerce-coordinator/pull/376)

**Keywords:** at least once, exactly once, idempotent receivers, retries, unique constraint
"""

import stage

stage.set_up()

from contextlib import suppress

from django.db import models, transaction


class Delivery(models.Model):
    done = models.BooleanField(default=False)


class Points(models.Model):
    points = models.IntegerField()
    event_id = models.CharField(null=True, unique=True)


stage.create_tables()
mailbox = []


class Died(BaseException):
    """Stand for SIGKILL: no receiver catches it, and an open transaction rolls back."""


def award(event_id=None):
    Points.objects.bulk_create([Points(points=10, event_id=event_id)], ignore_conflicts=True)


def mail():
    mailbox.append("Your receipt for order 7")


def mark(delivery):
    Delivery.objects.filter(pk=delivery.pk).update(done=True)


def marked_first(delivery, die):
    mark(delivery)
    die()
    award()
    mail()


def marked_last(delivery, die):
    award()
    mail()
    die()
    mark(delivery)


def unique_by_event(delivery, die):
    award(event_id="order 7 completed")
    mail()
    die()
    mark(delivery)


def one_transaction(delivery, die):
    with transaction.atomic():
        award()
        mail()
        die()
        mark(delivery)


def at_first(attempt):
    if attempt == 1:
        raise Died


for worker in (marked_first, marked_last, unique_by_event, one_transaction):
    Points.objects.all().delete()
    mailbox.clear()
    delivery = Delivery.objects.create()
    attempt = 0
    while not Delivery.objects.get(pk=delivery.pk).done:
        attempt += 1
        with suppress(Died):
            worker(delivery, lambda attempt=attempt: at_first(attempt))
    points = sum(Points.objects.values_list("points", flat=True))
    print(f"{worker.__name__:15} points: {points:2}, mails: {len(mailbox)}")

# Output:
# marked_first    points:  0, mails: 0
# marked_last     points: 20, mails: 2
# unique_by_event points: 10, mails: 2
# one_transaction points: 10, mails: 2
