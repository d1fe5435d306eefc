"""Five receivers are connected in `ready()`. Who is still there when the signal is sent?

A function of the module, a lambda, a function defined inside of `ready()`, a method of an object
that `ready()` makes, and a `partial`.

- a. All five: `connect()` keeps what it is given.
- b. All but the lambda, which has no name.
- c. Only the function of the module.

**Answer: c.** `connect()` keeps a weak reference: it can find the receiver while somebody else
holds it, and holds nothing itself. The function of the module is held by its module. The others
are held by `ready()` alone, and are collected when it returns. `send()` returns an empty list,
which is not an error: perhaps nobody wanted to listen.

`weak=False` keeps them. Then they stay for good, since without a reference of your own you cannot
`disconnect()` them either, unless you gave a `dispatch_uid`.

**Often said:** "use weak references and `ready()` to avoid problems". Weak references are the
default and are this problem; `ready()` does not help, it is where it happens.

**In the shop:** references are strong, and only functions at the top of a module may connect:
`events/functions.py::checked_function`. So nobody vanishes, nothing piles up, and a worker in
another process finds the same function by its name.

**Source:** [Django, Signals: `Signal.connect`](https://docs.djangoproject.com/en/6.1/topics/signals/#listening-to-signals),
[Python, weakref](https://docs.python.org/3/library/weakref.html)
"""

from functools import partial

from django.dispatch import Signal

weakly, strongly = Signal(), Signal()


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


ready(weakly)
ready(strongly, weak=False)
print("connected five, heard by:", [answer for _, answer in weakly.send(sender=None)])
print("with weak=False:")
for _, answer in strongly.send(sender=None):
    print("   ", answer)

# Output:
# connected five, heard by: ['the function of the module']
# with weak=False:
#     the function of the module
#     the lambda
#     the function inside
#     the method
#     the partial
