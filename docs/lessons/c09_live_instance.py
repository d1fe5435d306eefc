"""A model instance is sent along. What does the second receiver see?

`order_paid` is sent with `order=order`. The first receiver changes `order.total` in memory, to
print a coupon; it saves nothing. The second writes the receipt. Then the sender saves the order,
to set its status.

- a. What is in the database: no receiver has saved anything.
- b. The first one's discount; the database stays as it was.
- c. The first one's discount, which also ends up in the database.

**Answer: c.** All receivers and the sender share one object. What one of them changes, the next
one sees, depending on the order of connection. `save()` writes all fields, so the sender stores a
discount that it never made.

An instance cannot wait, either. It is not JSON, so it does not fit into most queues. Pickled, it
is a copy of yesterday: a worker that saves it restores what has changed meanwhile. Below, a
cancelled order becomes paid again.

Send what the fact consists of, ids and values, in an object that cannot be changed. A receiver
that needs more reads the database, and gets what is true now. `frozen` protects the fields, not
what they contain: a list inside can still be changed, a tuple cannot.

**Often said:** "pass the instance, so receivers have all they need". They also have what they must
not touch.

**In the shop:** a payload type with a list, or without `frozen`, is rejected at declaration:
`events/payload.py::adapter_for`. `publish` rejects a value of another type:
`events/payload.py::encode`.

**Source:** [kitsune pull request 583](https://github.com/mozilla/kitsune/pull/583), where a task
was given the instance and may have saved data that was hours old

**Keywords:** frozen dataclass, model instances, payload, pickle
"""

import stage

stage.set_up()

import json
import pickle
from dataclasses import FrozenInstanceError, dataclass

from django.db import models
from django.dispatch import Signal


class Order(models.Model):
    total = models.IntegerField()
    status = models.CharField(default="placed")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    order_id: int
    total: int


stage.create_tables()
order_paid = Signal()


def print_coupon(fact, **kwargs):
    try:
        fact.total -= 10
    except FrozenInstanceError as error:
        print("  print_coupon:", error)


def write_receipt(fact, **kwargs):
    print("  the receipt says:", fact.total)


order_paid.connect(print_coupon)
order_paid.connect(write_receipt)


def in_database(order):
    return "{total}, {status}".format(**Order.objects.values("total", "status").get(pk=order.pk))


for what in ("an instance", "values"):
    print(what)
    order = Order.objects.create(total=50)
    values = OrderPaid(order_id=order.pk, total=order.total)
    order_paid.send(sender=Order, fact=order if what == "an instance" else values)
    order.status = "paid"
    order.save()
    print("  in the database: ", in_database(order))

print("an instance in a queue")
try:
    json.dumps({"order": order})
except TypeError as error:
    print("  as JSON:", error)
queued = pickle.dumps(order)
Order.objects.filter(pk=order.pk).update(status="cancelled")
print("  pickled; meanwhile:    ", in_database(order))
pickle.loads(queued).save()
print("  after the worker saves:", in_database(order))

# Output:
# an instance
#   the receipt says: 40
#   in the database:  40, paid
# values
#   print_coupon: cannot assign to field 'total'
#   the receipt says: 50
#   in the database:  50, paid
# an instance in a queue
#   as JSON: Object of type Order is not JSON serializable
#   pickled; meanwhile:     50, cancelled
#   after the worker saves: 50, paid
