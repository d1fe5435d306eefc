"""`on_commit` sends the receipt. What does a test of the checkout see?

Two orders are placed, one after the other; each sends its receipt after the commit. The same two
lines of test run in a `TestCase`, in a `TestCase` with `captureOnCommitCallbacks(execute=True)`,
and in a `TransactionTestCase`.

- a. Two receipts in each of them.
- b. None in the first, two in the others, where everything happens as in the shop.
- c. None in the first, two in the others, but in the second at another moment.

**Answer: c.** `TestCase` wraps each test in a transaction and rolls it back. There is never a
commit, so callbacks never run. This makes it dangerous: a missing receipt is not an error, and a
receiver that raises is never called.

`captureOnCommitCallbacks` calls them when its block ends. They run: still inside the test's
transaction, and after *both* orders. In production they meet a committed order and no transaction;
this test does not show that.

`TransactionTestCase` commits. It is slower, because it empties the tables instead of rolling back.
So capture where the effect matters, and use real transactions where the moment matters.

**Often said:** "use `TestCase`, it is faster". It tests a shop in which nothing is ever final.

**In the shop:** what runs after a commit is tested with commits. Elsewhere its effect is captured:
`tests/orders/test_selectors.py::test_bestsellers_are_cached_until_an_order_is_paid`.

**Source:** [Django, captureOnCommitCallbacks](https://docs.djangoproject.com/en/6.1/topics/testing/tools/#django.test.TestCase.captureOnCommitCallbacks),
[ticket #30457](https://code.djangoproject.com/ticket/30457)

**Keywords:** `captureOnCommitCallbacks()`, `on_commit()`, `TestCase`, testing,
`TransactionTestCase`
"""

import unittest

import stage

stage.set_up()

from django.db import connection, models, transaction
from django.dispatch import Signal
from django.test import TestCase, TransactionTestCase


class Order(models.Model):
    pass


stage.create_tables()
order_placed = Signal()


def send_receipt(sender, number, **kwargs):
    transaction.on_commit(lambda: show(f"receipt {number}"))


def place(number):
    with transaction.atomic():
        Order.objects.create(pk=number)
        order_placed.send(sender=Order, number=number)
    show(f"place({number}) returns")


def show(what):
    print(f"  {what}{' (in a transaction)' * connection.in_atomic_block}")


class Plain(TestCase):
    def test(self):
        place(1)
        place(2)


class Captured(TestCase):
    def test(self):
        with self.captureOnCommitCallbacks(execute=True):
            place(1)
            place(2)


class Committed(TransactionTestCase):
    def test(self):
        place(1)
        place(2)


order_placed.connect(send_receipt)
for test, what in (
    (Plain, "TestCase"),
    (Captured, "TestCase, captureOnCommitCallbacks(execute=True)"),
    (Committed, "TransactionTestCase"),
):
    print(what)
    result = unittest.TestResult()
    unittest.TestSuite([test("test")]).run(result)
    print("  passes" if result.wasSuccessful() else result.errors)

# Output:
# TestCase
#   place(1) returns (in a transaction)
#   place(2) returns (in a transaction)
#   passes
# TestCase, captureOnCommitCallbacks(execute=True)
#   place(1) returns (in a transaction)
#   place(2) returns (in a transaction)
#   receipt 1 (in a transaction)
#   receipt 2 (in a transaction)
#   passes
# TransactionTestCase
#   receipt 1
#   place(1) returns
#   receipt 2
#   place(2) returns
#   passes
