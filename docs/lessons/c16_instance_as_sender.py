"""The order itself is the sender. Who hears it?

Three receivers: for any sender, for `sender=Order`, and for `sender=order`, one order that was
just read from the database. The signal is sent by that object, by the same order read once more,
by an order that is not saved yet, and by the class.

- a. All three hear all four: Django looks at the class of the sender.
- b. The third hears both copies of its order, which are equal.
- c. The second hears only the class, the third only its own object, and one `send()` raises.

**Answer: c.** A sender is compared by identity: not by class, not by `==`. Whoever filters by the
class hears nothing from its instances, and nothing says so. The same row, read twice, is two
senders. And `send()` looks the sender up in a dict, so that it needs a hash, which an unsaved
instance does not have. That raises only if somebody is connected: without receivers, all is well.

Identity is an address in memory, and addresses are used again. A receiver that was connected for
one till hears another till that is made in its place. Since Django 6.0 a receiver goes with its
sender; before, or where the sender cannot be referenced weakly (as with `__slots__`), it stays.

So the sender is a class, which lives as long as the process. *Which* order is a value, in the
payload.

**In the shop:** `connect()` refuses a sender, with the reason: `events/event_signal.py::_WHY_NOT`.
What is sent says the class of the event: `events/running.py::tell`.

**Source:** [django-social-auth #10](https://github.com/omab/django-social-auth/issues/10),
[Django #35801](https://code.djangoproject.com/ticket/35801)
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
            heard = [receiver.__name__ for receiver, _ in paid.send(sender)]
            print(f"  {name:27}", ", ".join(heard) or "nobody")
        except TypeError as error:
            print(f"  {name:27} {error}")


print("nobody is connected")
send_all()
paid.connect(for_any)
paid.connect(for_the_class, sender=Order)
paid.connect(for_this_order, sender=order)
print("three are connected")
send_all()


class Till:
    pass


class SlottedTill:
    __slots__ = ()


print("a hundred tills are gone: does a new one reach their receiver?")
for kind in Till, SlottedTill:
    rung = Signal()
    tills = [kind() for _ in range(100)]
    for till in tills:
        rung.connect(for_any, sender=till)
    del tills, till
    tills = [kind() for _ in range(1000)]
    heard = any(rung.send(sender=till) for till in tills)
    print(f"  {kind.__name__:27}", "yes" if heard else "no")

# Output:
# nobody is connected
#   this order                  nobody
#   the same order, read again  nobody
#   an unsaved order            nobody
#   the class                   nobody
# three are connected
#   this order                  for_any, for_this_order
#   the same order, read again  for_any
#   an unsaved order            Model instances without primary key value are unhashable
#   the class                   for_any, for_the_class
# a hundred tills are gone: does a new one reach their receiver?
#   Till                        no
#   SlottedTill                 yes

# On Django 5.2:
# nobody is connected
#   this order                  nobody
#   the same order, read again  nobody
#   an unsaved order            nobody
#   the class                   nobody
# three are connected
#   this order                  for_any, for_this_order
#   the same order, read again  for_any
#   an unsaved order            Model instances without primary key value are unhashable
#   the class                   for_any, for_the_class
# a hundred tills are gone: does a new one reach their receiver?
#   Till                        yes
#   SlottedTill                 yes
