"""Five receivers are connected in `ready()`. Which of them still run when the signal is sent?

A function of the module, a lambda, a function defined inside `ready()`, a method of an object
that `ready()` makes, and a `partial`. `DEBUG` is `False`, as in production.

- a. All five: `connect()` keeps what it is given.
- b. All but the lambda, which has no name.
- c. Only the function of the module.

**Answer: c.** `connect()` keeps a weak reference. It finds the receiver as long as something else
holds it, and holds nothing itself. The module holds its function. Only `ready()` holds the others,
and they are collected when it returns. `send()` then returns an empty list, which is not an error.

With `DEBUG=True` three of the four survive by accident, in a cache inside Django (B5). The bound
method does not: its weak reference follows the object.

`weak=False` keeps all five. They then stay connected for good: without a reference of your own you
cannot `disconnect()` them either, unless you passed a `dispatch_uid`.

**Often said:** "use weak references and `ready()` to avoid problems". Weak references are the
default and cause this problem, and `ready()` is where it happens.

**In the shop:** references are strong, and durable receivers must be functions of a module:
`events/registry.py::check_receiver`. No receiver disappears, none accumulates, and a worker in
another process finds the same function by its name.

**Source:** [Django, Signals: `Signal.connect`](https://docs.djangoproject.com/en/6.1/topics/signals/#listening-to-signals),
[Python, weakref](https://docs.python.org/3/library/weakref.html)

**Keywords:** bound methods, lambda, `partial`, `weak=False`, weak references
"""

from functools import partial

import stage
from django.dispatch import Signal
from django.test import override_settings

stage.set_up()


def of_the_module(**kwargs):
    return "the function of the module"


def with_a_prefix(prefix, **kwargs):
    return f"{prefix} partial"


class Printer:
    def receipt(self, **kwargs):
        return "the method"


def ready(signal, **options):
    def inside(**kwargs):
        return "the function inside"

    signal.connect(of_the_module, **options)
    signal.connect(lambda **kwargs: "the lambda", **options)
    signal.connect(inside, **options)
    signal.connect(Printer().receipt, **options)
    signal.connect(partial(with_a_prefix, "the"), **options)


for debug, options in (False, {}), (True, {}), (False, {"weak": False}):
    print(f"DEBUG={debug}, {options or 'weak references'}")
    order_paid = Signal()
    with override_settings(DEBUG=debug):
        ready(order_paid, **options)
        for _, answer in order_paid.send(sender=None):
            print("   ", answer)

# Output:
# DEBUG=False, weak references
#     the function of the module
# DEBUG=True, weak references
#     the function of the module
#     the lambda
#     the function inside
#     the partial
# DEBUG=False, {'weak': False}
#     the function of the module
#     the lambda
#     the function inside
#     the method
#     the partial
