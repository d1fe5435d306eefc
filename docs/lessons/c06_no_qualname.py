"""A `partial` is connected and raises an error. What does `send_robust()` do?

The same failing work is connected in four ways: as a function, a bound method, a `partial`, and a
callable object. After each of them, `count` is connected.

- a. It catches and logs the error, and `count` runs.
- b. It raises an `AttributeError`, and `count` never runs, for some of the four.
- c. `connect()` refuses the `partial` and the object: they are not functions.

**Answer: b.** The error is caught. Then it is logged, and the log line names the receiver by its
`__qualname__`. Functions and methods have one; a `partial` or a callable object has none. The
`AttributeError` is raised while the first error is handled, where nothing catches it. The
receivers behind are not called, and the sender gets an exception from the one method that exists
not to raise.

As long as the receiver works, nothing shows. The fault appears on the day when the receiver fails.

Callbacks of `on_commit(robust=True)` had the same flaw up to Django 6.0. In 6.1 the log falls back
to the object itself, there and not in `send_robust()`.

**Often said:** `send_robust()` never raises. It does not catch its own errors, nor exceptions
that are not an `Exception`, such as `SystemExit`.

**In the shop:** `connect()` accepts functions only and refuses everything else:
`events/registry.py::check_receiver`.

**Source:** [django/dispatch/dispatcher.py, `_log_robust_failure`](https://github.com/django/django/blob/stable/6.1.x/django/dispatch/dispatcher.py),
[Python issue 78656: a partial has no `__qualname__`](https://github.com/python/cpython/issues/78656),
the same mistake in [Sentry's integration](https://github.com/getsentry/sentry-python/issues/1640)

**Keywords:** callable objects, `partial`, `send_robust()`, `__qualname__`
"""

from functools import partial

import stage

stage.set_up()
stage.show_log("django.dispatch")
stage.show_log("django.db.backends.base")

from django.db import transaction
from django.dispatch import Signal


def print_receipt(printer="none", **kwargs):
    raise ValueError("out of paper")


class Printer:
    def receipt(self, **kwargs):
        print_receipt()

    __call__ = receipt

    def __repr__(self):
        return "the printer"


def count(**kwargs):
    print("  count runs")


printer = Printer()
for what, receiver in (
    ("a function", print_receipt),
    ("a bound method", printer.receipt),
    ("a partial", partial(print_receipt, printer="laser")),
    ("a callable object", printer),
):
    print(what)
    order_paid = Signal()
    order_paid.connect(receiver, weak=False)
    order_paid.connect(count)
    try:
        answers = order_paid.send_robust(sender=None)
        print("  the sender gets:", [answer for _, answer in answers])
    except AttributeError as error:
        print("  the sender gets an exception:", error)

print("an object as callback, robust=True")
try:
    with transaction.atomic():
        transaction.on_commit(printer, robust=True)
        transaction.on_commit(count, robust=True)
except AttributeError as error:
    print("  the code that commits gets an exception:", error)

# Output:
# a function
# (log of django.dispatch: Error calling print_receipt in Signal.send_robust() (out of paper))
#   count runs
#   the sender gets: [ValueError('out of paper'), None]
# a bound method
# (log of django.dispatch: Error calling Printer.receipt in Signal.send_robust() (out of paper))
#   count runs
#   the sender gets: [ValueError('out of paper'), None]
# a partial
#   the sender gets an exception: 'functools.partial' object has no attribute '__qualname__'
# a callable object
#   the sender gets an exception: 'Printer' object has no attribute '__qualname__'
# an object as callback, robust=True
# (log of django.db.backends.base: Error calling the printer in on_commit() during transaction
#     (out of paper).)
#   count runs

# On Django 5.2 and 6.0:
# a function
# (log of django.dispatch: Error calling print_receipt in Signal.send_robust() (out of paper))
#   count runs
#   the sender gets: [ValueError('out of paper'), None]
# a bound method
# (log of django.dispatch: Error calling Printer.receipt in Signal.send_robust() (out of paper))
#   count runs
#   the sender gets: [ValueError('out of paper'), None]
# a partial
#   the sender gets an exception: 'functools.partial' object has no attribute '__qualname__'
# a callable object
#   the sender gets an exception: 'Printer' object has no attribute '__qualname__'
# an object as callback, robust=True
#   the code that commits gets an exception: 'Printer' object has no attribute '__qualname__'
