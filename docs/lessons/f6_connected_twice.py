"""Is a receiver that is connected twice heard twice?

The same `connect()` runs twice, by mistake. Then the signal is sent once.

- a. Twice: each connection counts.
- b. Once: Django sees that it is there already.
- c. That depends on what "the same" is.

**Answer: c.** A connection is known by a key: the id of the function, and the id of the sender
for which it was connected (for a bound method, those of the object and of the function). The very
same function gives the same key, and is kept once. Another sender, a closure made anew, the
method of another object: each is another key, and runs once more. So does the same file imported
under two names. A `dispatch_uid` takes the function's place in the key, and then even two
closures are one; but the first stays, the second is dropped without a word.

**Often said:** that connecting a function twice in `ready()` runs it twice; even Django's page
says that a receiver is registered as often as its module is imported. It is not: a module runs
once, and the very same function is the one case that is safe. The duplicates come where the code
looks the same and the objects differ. A leak needs `weak=False`, as with the closures below,
which stay for good.

**In the shop:** the key is always a name, `"<app>.<function>"`. The same function under a name is
kept once, another function under that name is an error: `events/registry.py::Registry.add`.

**Source:** [Django, Signals: preventing duplicate signals](https://docs.djangoproject.com/en/6.1/topics/signals/#preventing-duplicate-signals),
[django/dispatch/dispatcher.py](https://github.com/django/django/blob/stable/6.1.x/django/dispatch/dispatcher.py)
"""

from django.dispatch import Signal


class Checkout:
    pass


class Till:
    def ring(self, **kwargs):
        return "ring"


def award(sender, **kwargs):
    return "award"


def made_anew():
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
print("a closure made twice:        ", answers((made_anew(), strong), (made_anew(), strong)))
print("the same, with dispatch_uid: ", answers((made_anew(), uid), (made_anew(), uid)))

# Output:
# the same function, twice:     1
# the same method of one till:  1
# the method of two tills:      2
# for all and for one sender:   2
# a closure made twice:         2
# the same, with dispatch_uid:  1
