"""A receiver breaks a database rule, `send_robust()` catches it. Is the order saved?

Each request is a transaction (`ATOMIC_REQUESTS`). The view writes the order, sends `order_placed`
with `send_robust()`, and answers "Thank you!". The receiver writes a row that a constraint
refuses.

- a. Yes: the error was caught, and only the receiver's row is missing.
- b. No: the customer reads "Thank you!", and there is no order.
- c. No: the customer gets an error 500, and there is no order.

**Answer: b.** A database error inside `atomic()` marks the whole transaction for rollback. To
catch the exception does not take the mark away. At the end of the request `atomic()` sees the
mark, rolls back, and raises nothing, since no exception has reached it. All that remains is a
line in a log. A query after it would at least be loud: see the last run.

What does it is the database's error, and not the exception as such: after a `ValueError` in the
receiver the order would be saved.

A savepoint (an `atomic()` inside the receiver) keeps the damage in: then a. is true. And plain
`send()` lets the error through: then c. is.

**Often said:** "use `send_robust()`, so that one receiver cannot break the others". In a
transaction it hides that everything is broken.

**In the shop:** in the transaction nobody swallows anything. Receivers are called by plain
`send()`, and an error dooms the operation even if somebody catches it later:
`events/operations.py::Operation.doom`. An answer that may be missing gets a savepoint:
`events/question.py::_safely`.

**Source:** [Django, atomic: avoid catching exceptions inside](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#django.db.transaction.atomic);
it happened to [onadata](https://github.com/onaio/onadata/issues/1202), in a receiver
"""

import stage

stage.set_up(ROOT_URLCONF="__main__", ALLOWED_HOSTS=["testserver"])
stage.show_log("django.dispatch")
stage.show_log("django.request")

from django.db import connection, models, transaction
from django.dispatch import Signal
from django.http import HttpResponse
from django.test import Client
from django.urls import path

connection.settings_dict["ATOMIC_REQUESTS"] = True


class Order(models.Model):
    pass


class Points(models.Model):
    points = models.IntegerField(unique=True)  # a mistake: two awards of 10 points collide


stage.create_tables()


def award(sender, **kwargs):
    Points.objects.create(points=10)


def award_in_a_savepoint(sender, **kwargs):
    with transaction.atomic():
        Points.objects.create(points=10)


def checkout(request, way, receiver):
    order_placed = Signal()
    order_placed.connect(receiver)
    Order.objects.create()
    getattr(order_placed, way)(sender=Order)
    if "count" in request.GET:
        Order.objects.count()
    return HttpResponse("Thank you!")


urlpatterns = [
    path("a", checkout, {"way": "send_robust", "receiver": award}),
    path("b", checkout, {"way": "send_robust", "receiver": award_in_a_savepoint}),
    path("c", checkout, {"way": "send", "receiver": award}),
]
Points.objects.create(points=10)
browser = Client(raise_request_exception=False)
for what, address in (
    ("send_robust()", "/a"),
    ("send_robust(), and the receiver has a savepoint", "/b"),
    ("send()", "/c"),
    ("send_robust(), and another query", "/a?count"),
):
    print(what)
    page = browser.get(address)
    says = page.content.decode() if page.status_code == 200 else "an error"
    print(f"  the customer sees {page.status_code}, {says}; orders: {Order.objects.count()}")
    Order.objects.all().delete()

# Output:
# send_robust()
# (log of django.dispatch: Error calling award in Signal.send_robust() (UNIQUE constraint failed:
#     __main___points.points))
#   the customer sees 200, Thank you!; orders: 0
# send_robust(), and the receiver has a savepoint
# (log of django.dispatch: Error calling award_in_a_savepoint in Signal.send_robust() (UNIQUE
#     constraint failed: __main___points.points))
#   the customer sees 200, Thank you!; orders: 1
# send()
# (log of django.request: Internal Server Error: /c)
#   the customer sees 500, an error; orders: 0
# send_robust(), and another query
# (log of django.dispatch: Error calling award in Signal.send_robust() (UNIQUE constraint failed:
#     __main___points.points))
# (log of django.request: Internal Server Error: /a)
#   the customer sees 500, an error; orders: 0
