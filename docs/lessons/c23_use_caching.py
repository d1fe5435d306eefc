"""`Signal(use_caching=True)` makes sending faster. What does it change?

Django's model signals are made this way. You use the argument for a signal of your own.

- a. Nothing but the speed.
- b. Results are cached: a receiver runs once for equal arguments.
- c. The sender must be hashable and weakly referenceable, and equal senders share receivers.

**Answer: c.** With `use_caching`, a signal remembers the list of receivers for each sender. The
memory is a `WeakKeyDictionary`, and this has three effects.

The sender must have weak references: `send(sender=None)` and a string raise `TypeError`, but only
when a receiver is connected. The sender must be hashable: an unsaved model instance is not. And a
dictionary compares keys by `==`: a second copy of the same order gets the receivers of the first.

The memory is cleared by `connect()`, by `disconnect()`, and when a receiver is collected. It is
not cleared if code changes `receivers` directly (C17).

It pays for a signal with many receivers and many senders, such as `post_save`: without it, each
`send()` goes through the whole list. For a signal of your own with a handful of receivers it does
not.

**In the shop:** no signal uses it. An `EventSignal` has one sender, the event class:
`events/signal.py::EventSignal.connect`.

**Source:** [django/dispatch/dispatcher.py](https://github.com/django/django/blob/stable/6.1.x/django/dispatch/dispatcher.py),
[django/db/models/signals.py](https://github.com/django/django/blob/stable/6.1.x/django/db/models/signals.py)

**Keywords:** performance, `sender`, `use_caching`, `WeakKeyDictionary`
"""

import stage

stage.set_up()

from django.db import models
from django.dispatch import Signal


class Order(models.Model):
    pass


def for_any(**kwargs):
    pass


def for_the_first(**kwargs):
    pass


def attempt(signal, sender):
    try:
        called = [receiver.__name__ for receiver, _ in signal.send(sender=sender)]
        return ", ".join(called) or "no receiver"
    except TypeError as error:
        return f"TypeError: {error}"


first, copy = Order(pk=7), Order(pk=7)
SENDERS = {
    "a class": Order,
    "None": None,
    "a string": "orders.Order",
    "an unsaved order": Order(),
    "the first copy": first,
    "an equal copy": copy,
}
for use_caching in (False, True):
    print(f"use_caching={use_caching}")
    paid = Signal(use_caching=use_caching)
    print("  None, no receiver yet:", attempt(paid, None))
    paid.connect(for_any)
    paid.connect(for_the_first, sender=first)
    for name, sender in SENDERS.items():
        print(f"  {name:17} {attempt(paid, sender)}")

print("the memory is cleared")
paid = Signal(use_caching=True)
paid.connect(for_any)
print("  at first:         ", attempt(paid, Order))
paid.connect(for_the_first)
print("  after connect:    ", attempt(paid, Order))
paid.disconnect(for_any)
print("  after disconnect: ", attempt(paid, Order))

# Output:
# use_caching=False
#   None, no receiver yet: no receiver
#   a class           for_any
#   None              for_any
#   a string          for_any
#   an unsaved order  TypeError: Model instances without primary key value are unhashable
#   the first copy    for_any, for_the_first
#   an equal copy     for_any
# use_caching=True
#   None, no receiver yet: no receiver
#   a class           for_any
#   None              TypeError: cannot create weak reference to 'NoneType' object
#   a string          TypeError: cannot create weak reference to 'str' object
#   an unsaved order  TypeError: Model instances without primary key value are unhashable
#   the first copy    for_any, for_the_first
#   an equal copy     for_any, for_the_first
# the memory is cleared
#   at first:          for_any
#   after connect:     for_any, for_the_first
#   after disconnect:  for_the_first
