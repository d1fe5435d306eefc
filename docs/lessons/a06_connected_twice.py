"""Does a receiver that is connected twice run twice?

The same `connect()` runs twice, by mistake. Then the signal is sent once.

- a. Twice: each connection counts.
- b. Once: Django finds the existing connection.
- c. That depends on what "the same" means.

**Answer: c.** Django identifies a connection by a key: the id of the function and the id of the
sender (for a bound method, the ids of the object and of the function). The same function has the
same key and is stored once. Another sender, another closure from the same code, or a method of
another object has another key, and runs again. So does a file that is imported under two names. A
`dispatch_uid` replaces the function's id in the key. Two closures with one `dispatch_uid` count as
one; the first stays, and the second is dropped silently.

A leak needs a signal that outlives the receivers, and something that keeps them: `weak=False`, or
`DEBUG=True`, where a cache inside Django holds them (B5). The last lines count what stays
connected to a global signal.

**Often said:** connecting a function twice in `ready()` runs it twice. Even Django's page says
that a receiver is registered as often as its module is imported. But a module runs once, and the
same function is the one safe case. Duplicates appear where the code looks the same and the
objects differ.

**In the shop:** the key is a name, `"<app>.<function>"`. The same function under a name is
connected once; another function under that name is an error: `events/registry.py::Registry.add`.

**Source:** [Django, Signals: preventing duplicate signals](https://docs.djangoproject.com/en/6.1/topics/signals/#preventing-duplicate-signals),
[django/dispatch/dispatcher.py](https://github.com/django/django/blob/stable/6.1.x/django/dispatch/dispatcher.py)

**Keywords:** duplicates, `dispatch_uid`, memory leaks, `weak=False`
"""

import stage
from django.dispatch import Signal
from django.test import override_settings

stage.set_up()


class Checkout:
    pass


class Till:
    def ring(self, **kwargs):
        return "ring"


def award(sender, **kwargs):
    return "award"


def new_closure():
    def award(sender, **kwargs):
        return "award"

    return award


def answers(*connections):
    order_paid = Signal()
    for receiver, options in connections:
        order_paid.connect(receiver, **options)
    return len(order_paid.send(sender=Checkout))


one, other = Till(), Till()
strong = {"weak": False}
uid = {"weak": False, "dispatch_uid": "award"}
print("the same function, twice:    ", answers((award, {}), (award, {})))
print("the same method of one till: ", answers((one.ring, {}), (one.ring, {})))
print("the method of two tills:     ", answers((one.ring, {}), (other.ring, {})))
print("for all and for one sender:  ", answers((award, {}), (award, {"sender": Checkout})))
print("two closures of one function:", answers((new_closure(), strong), (new_closure(), strong)))
print("the same, with dispatch_uid: ", answers((new_closure(), uid), (new_closure(), uid)))

for debug, weak in (False, True), (True, True), (False, False):
    everywhere = Signal()  # global, as in a signals.py: it outlives the closures
    with override_settings(DEBUG=debug):
        for _ in range(10):
            everywhere.connect(new_closure(), weak=weak)
    left = len(everywhere.send(sender=Checkout))
    print(f"ten closures, DEBUG={debug!s:5} weak={weak!s:5}:", left, "still run")

# Output:
# the same function, twice:     1
# the same method of one till:  1
# the method of two tills:      2
# for all and for one sender:   2
# two closures of one function: 2
# the same, with dispatch_uid:  1
# ten closures, DEBUG=False weak=True : 0 still run
# ten closures, DEBUG=True  weak=True : 10 still run
# ten closures, DEBUG=False weak=False: 10 still run
