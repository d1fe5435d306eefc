"""A receiver violates a constraint, `send_robust()` catches it. Is the order saved?

Each view is a transaction (`ATOMIC_REQUESTS`). The view writes the order, sends `order_placed`
with `send_robust()`, and answers "Thank you!". The receiver writes a row that a constraint
refuses.

- a. Yes: the error was caught, and only the receiver's row is missing.
- b. No: the customer reads "Thank you!", and there is no order.
- c. No: the customer gets an error 500, and there is no order.

**Answer: b.** The ORM's writing methods mark the transaction for rollback when an exception
leaves them inside `atomic()`. Catching the exception does not remove the mark. At the end of the
view `atomic()` finds the mark, rolls back, and raises nothing, since no exception reached it.
Only a log line remains.

Any exception that leaves such a method sets the mark: a `ValueError` in a `post_delete` receiver
does. A `ValueError` elsewhere does not, and neither does a caught error of `cursor.execute()` (on
PostgreSQL the server itself then refuses the rest of the transaction).

A savepoint (an `atomic()` inside the receiver) contains the damage: then a. is true. Plain
`send()` lets the error through: then c. is.

**Often said:** "use `send_robust()`, so that one receiver cannot break the others". In a
transaction it hides that everything is broken.

**In the shop:** in-transaction receivers run by plain `send()`. An error dooms the unit of work,
even if a caller catches it: `events/unit_of_work.py::UnitOfWork.doom`. An optional answer gets a
savepoint: `events/question.py::_log_failures`.

**Source:** [Django, atomic: avoid catching exceptions inside](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#django.db.transaction.atomic),
[onadata](https://github.com/onaio/onadata/issues/1202), where a receiver did this

**Keywords:** `ATOMIC_REQUESTS`, `IntegrityError`, rollback, savepoints, `send_robust()`,
transactions
"""

import stage

stage.set_up(ROOT_URLCONF="__main__", ALLOWED_HOSTS=["testserver"])

import logging
from contextlib import suppress

from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import post_delete
from django.dispatch import Signal
from django.http import HttpResponse
from django.test import Client
from django.urls import path

connection.settings_dict["ATOMIC_REQUESTS"] = True
logging.disable()  # every error below is logged; the customer never sees the log


class Order(models.Model):
    pass


class Points(models.Model):
    points = models.IntegerField(unique=True)  # a mistake: two awards of 10 points collide


class Coupon(models.Model):
    pass


stage.create_tables()


def award(sender, **kwargs):
    Points.objects.create(points=10)


def award_in_a_savepoint(sender, **kwargs):
    with transaction.atomic():
        Points.objects.create(points=10)


def raise_value_error(sender, **kwargs):
    raise ValueError("no printer")


def delete_coupon(sender, **kwargs):
    Coupon.objects.get().delete()  # a receiver of post_delete raises a ValueError


def execute_sql(sender, **kwargs):
    with suppress(DatabaseError):
        connection.cursor().execute(f"INSERT INTO {Points._meta.db_table} (points) VALUES (10)")


def checkout(request, way, receiver):
    order_placed = Signal()
    order_placed.connect(receiver)
    Order.objects.create()
    getattr(order_placed, way)(sender=Order)
    return HttpResponse("Thank you!")


CASES = (
    ("send_robust(), the ORM raises", "send_robust", award),
    ("the same in a savepoint", "send_robust", award_in_a_savepoint),
    ("send(), the ORM raises", "send", award),
    ("send_robust(), ValueError in the receiver", "send_robust", raise_value_error),
    ("send_robust(), ValueError in post_delete", "send_robust", delete_coupon),
    ("send(), caught error of cursor.execute()", "send", execute_sql),
)
urlpatterns = [
    path(f"{number}", checkout, {"way": way, "receiver": receiver})
    for number, (_, way, receiver) in enumerate(CASES)
]
post_delete.connect(raise_value_error, sender=Coupon)
Points.objects.create(points=10)
Coupon.objects.create()
browser = Client(raise_request_exception=False)
for number, (what, _, _) in enumerate(CASES):
    page = browser.get(f"/{number}")
    text = page.content.decode() if page.status_code == 200 else "an error"
    print(f"{what:41} {page.status_code} {text:10} orders: {Order.objects.count()}")
    Order.objects.all().delete()

# Output:
# send_robust(), the ORM raises             200 Thank you! orders: 0
# the same in a savepoint                   200 Thank you! orders: 1
# send(), the ORM raises                    500 an error   orders: 0
# send_robust(), ValueError in the receiver 200 Thank you! orders: 1
# send_robust(), ValueError in post_delete  200 Thank you! orders: 0
# send(), caught error of cursor.execute()  200 Thank you! orders: 1
