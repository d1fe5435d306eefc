"""The checkout calls the bank and is killed before it stores the answer. What did the customer pay?

An earlier version did this in one request: commit the order, call the bank, commit "paid". The
session learned which order a basket had become with the last response only. The process is killed
after the bank has charged. The customer sees an error and presses the button again.

- a. Nothing: the order was never marked as paid.
- b. Once: the bank recognises the second charge.
- c. Twice, for two orders.

**Answer: c.** Three systems had to agree: our database, the bank, the customer's session. Between
each two of them the process may die. The bank charged an order that we call unpaid. The session
does not know that order, so the second click makes another. And while the bank was slow, a
customer's thread waited for it.

The shop now has one step in the request: mark the basket as ordered, write the order,
publish `payment_requested`, commit. A second click finds that the basket was ordered, and shows
the order. A durable receiver calls the bank, with an idempotency key that is stored with the
payment. If it dies, the delivery is repeated with the same key, and the bank answers with the
charge that it has made. Retries *are* the reconciliation.

**Often said:** payments need "a nightly job that compares". Such a job repairs what a stable key
prevents.

**In the shop:** a basket becomes an order once: `orders/services/placing.py::place_order`. The
charge: `orders/services/paying.py::charge_payment`.

**Source:** [Stripe, idempotent requests](https://docs.stripe.com/api/idempotent_requests)

**Keywords:** double submission, idempotency key, payments, retries
"""

import stage

stage.set_up()

from contextlib import suppress

from django.db import models, transaction
from django.db.models import F


class Basket(models.Model):
    open = models.BooleanField(default=True)
    order_id = models.IntegerField(null=True)


class Order(models.Model):
    paid = models.BooleanField(default=False)


class Payment(models.Model):  # also the delivery that a worker repeats
    order_id = models.IntegerField()
    key = models.CharField()
    attempts = models.IntegerField(default=0)


stage.create_tables()


class Killed(BaseException):
    """Stand for SIGKILL."""


class Bank:
    def __init__(self):
        self.charges = {}

    def charge(self, key):
        self.charges.setdefault(key, "charged")


def charge_in_the_request(bank, session, die):
    if "order" in session:
        return
    order = Order.objects.create()
    bank.charge(key=f"request {order.pk}")
    die()
    Order.objects.filter(pk=order.pk).update(paid=True)
    session["order"] = order.pk  # with the response


def request_payment(bank, session, die):
    with transaction.atomic():
        if not Basket.objects.filter(pk=session["basket"], open=True).update(open=False):
            return
        order = Order.objects.create()
        Payment.objects.create(order_id=order.pk, key=f"order {order.pk}")
    die()


def worker(bank):
    """The durable receiver. The first attempt is killed after the bank has charged."""
    for payment in Payment.objects.all():
        for _ in range(2):
            with suppress(Killed):
                Payment.objects.filter(pk=payment.pk).update(attempts=F("attempts") + 1)
                bank.charge(payment.key)
                if Payment.objects.get(pk=payment.pk).attempts == 1:
                    raise Killed
                Order.objects.filter(pk=payment.order_id).update(paid=True)


def kill():
    raise Killed


for checkout in charge_in_the_request, request_payment:
    Order.objects.all().delete()
    bank, session = Bank(), {"basket": Basket.objects.create().pk}
    with suppress(Killed):
        checkout(bank, session, die=kill)
    checkout(bank, session, die=lambda: None)  # the customer presses the button again
    worker(bank)
    print(checkout.__name__)
    print("  orders: ", Order.objects.count(), "| paid:", Order.objects.filter(paid=True).count())
    print("  charges:", len(bank.charges))
print("attempts of the one payment:", Payment.objects.get().attempts)

# Output:
# charge_in_the_request
#   orders:  2 | paid: 1
#   charges: 2
# request_payment
#   orders:  1 | paid: 1
#   charges: 1
# attempts of the one payment: 2
