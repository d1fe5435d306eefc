"""The order itself is the sender. Which receivers run?

There are three receivers: for any sender, for `sender=Order`, and for `sender=order`, one order
that was just read from the database. The signal is sent by that object, by the same order read
again, by an unsaved order, and by the class.

- a. All three receive all four: Django looks at the class of the sender.
- b. The third receives both copies of its order, which are equal.
- c. The second receives only the class, the third only its own object, and one `send()` raises.

**Answer: c.** Django compares senders by identity, not by class and not by `==`. A receiver for
the class receives nothing from instances, without an error. The same row, read twice, is two
senders. `send()` looks the sender up in a dict, so it needs a hash, which an unsaved instance
lacks.

There is one exception: with `use_caching=True`, as for `post_save`, the cache compares senders by
`==`, and b. becomes true (C23).

Identity is an address in memory, and addresses are reused. A receiver connected for one till may
receive from another till that takes its place. Since Django 6.0 a receiver disappears with its
sender; before, or if the sender has no weak references (as with `__slots__`), it stays.

Use a class as sender: it lives as long as the process. *Which* order is a value in the payload.

**In the shop:** `connect()` has no argument `sender`:
`events/signal.py::EventSignal.connect`. The class of the event is the sender:
`events/dispatch.py::dispatch`.

**Source:** [django-social-auth #10](https://github.com/omab/django-social-auth/issues/10),
[Django #35801](https://code.djangoproject.com/ticket/35801)

**Keywords:** identity, model instances, `sender`, `use_caching`
"""

import stage

stage.set_up()

from django.db import models
from django.dispatch import Signal


class Order(models.Model):
    pass


stage.create_tables()
Order.objects.create(pk=7)
order, same_order = Order.objects.get(pk=7), Order.objects.get(pk=7)
paid = Signal()


def for_any(**kwargs):
    pass


def for_the_class(**kwargs):
    pass


def for_this_order(**kwargs):
    pass


SENDERS = {
    "this order": order,
    "the same order, read again": same_order,
    "an unsaved order": Order(),
    "the class": Order,
}


def send_all():
    for name, sender in SENDERS.items():
        try:
            called = [receiver.__name__ for receiver, _ in paid.send(sender)]
            print(f"  {name:27}", ", ".join(called) or "no receiver")
        except TypeError as error:
            print(f"  {name:27} {error}")


print("no receiver is connected")
send_all()
paid.connect(for_any)
paid.connect(for_the_class, sender=Order)
paid.connect(for_this_order, sender=order)
print("three are connected")
send_all()
cached = Signal(use_caching=True)  # like post_save
cached.connect(for_this_order, sender=order)
cached.send(order)
called = cached.send(same_order)
print("with use_caching, the same order read again:", called[0][0].__name__)


class Till:
    pass


class SlottedTill:
    __slots__ = ()


print("a hundred tills are deleted: does a new one reach their receivers?")
for kind in Till, SlottedTill:
    rung = Signal()
    tills = [kind() for _ in range(100)]
    for till in tills:
        rung.connect(for_any, sender=till)
    del tills, till
    tills = [kind() for _ in range(1000)]
    reached = any(rung.send(sender=till) for till in tills)
    print(f"  {kind.__name__:27}", "yes" if reached else "no")

# Output:
# no receiver is connected
#   this order                  no receiver
#   the same order, read again  no receiver
#   an unsaved order            no receiver
#   the class                   no receiver
# three are connected
#   this order                  for_any, for_this_order
#   the same order, read again  for_any
#   an unsaved order            Model instances without primary key value are unhashable
#   the class                   for_any, for_the_class
# with use_caching, the same order read again: for_this_order
# a hundred tills are deleted: does a new one reach their receivers?
#   Till                        no
#   SlottedTill                 yes

# On Django 5.2:
# no receiver is connected
#   this order                  no receiver
#   the same order, read again  no receiver
#   an unsaved order            no receiver
#   the class                   no receiver
# three are connected
#   this order                  for_any, for_this_order
#   the same order, read again  for_any
#   an unsaved order            Model instances without primary key value are unhashable
#   the class                   for_any, for_the_class
# with use_caching, the same order read again: for_this_order
# a hundred tills are deleted: does a new one reach their receivers?
#   Till                        yes
#   SlottedTill                 yes
