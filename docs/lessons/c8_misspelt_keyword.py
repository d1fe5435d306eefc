"""The sender writes `oder_id` instead of `order_id`. Where does it fail?

Three receivers hear `order_paid`: one names `order_id`, one gives it a default, one looks into
`kwargs`. The signal is sent by `send()`, then by `send_robust()`; at last with a payload that
has a class.

- a. Where it is sent: Django compares the keywords with those of the signal.
- b. In the receivers: each that uses `order_id` raises a `TypeError`.
- c. In the receiver that names it; the others go on, with `None` as the order's id.

**Answer: c.** A signal declares no data, so there is nothing to compare with. What was sent ends
up in `**kwargs`, which takes everything, `oder_id` as well. Who needs `order_id` raises; who has
a default or asks `kwargs.get()` goes on with `None`, and that is worse. With `send_robust()`
even the `TypeError` is but a line in the log, in a file that holds no mistake.

If the data is one object of a class, a wrong name fails in the line that makes it, before anybody
is told, and an editor underlines it. A dataclass does not check values, though: `order_id="7"`
passes. That takes a type checker, or a check when it is sent.

**Often said:** "keywords make it clear what is sent". To readers. Nobody checks them.

**In the shop:** each signal carries one frozen dataclass, as
`orders/signals.py::OrderCancelled`. A receiver takes it whole: `event`. What is published is
checked against the declared types: `events/payloads.py::encode`.

**Source:** [Django 4.0: `providing_args` was documentation only](https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0);
[openedx-events](https://github.com/openedx/openedx-events/pull/7), which checks the same on top
of Django's signals
"""

from dataclasses import dataclass

import stage
from django.dispatch import Signal

stage.show_log("django.dispatch")


def award(order_id, **kwargs):
    print(f"  award: order {order_id}")


def mail(order_id=None, **kwargs):
    print(f"  mail: thank you for order {order_id}")


def count(**kwargs):
    print(f"  count: order {kwargs.get('order_id')}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    order_id: int


def told(*receivers):
    signal = Signal()
    for receiver in receivers:
        signal.connect(receiver)
    return signal


print("send()")
try:
    told(mail, count, award).send(sender=None, oder_id=7)
except TypeError as error:
    print("  TypeError:", error)

print("send_robust()")
told(mail, count, award).send_robust(sender=None, oder_id=7)
print("  the sender notices nothing")

print("with a class")
try:
    told(mail, count, award).send(sender=None, event=OrderPaid(oder_id=7))
except TypeError as error:
    print("  TypeError:", str(error).partition(". Did you mean")[0])
print("  but values are not checked:", OrderPaid(order_id="7"))

# Output:
# send()
#   mail: thank you for order None
#   count: order None
#   TypeError: award() missing 1 required positional argument: 'order_id'
# send_robust()
#   mail: thank you for order None
#   count: order None
# (log of django.dispatch: Error calling award in Signal.send_robust() (award() missing 1 required
#     positional argument: 'order_id'))
#   the sender notices nothing
# with a class
#   TypeError: OrderPaid.__init__() got an unexpected keyword argument 'oder_id'
#   but values are not checked: OrderPaid(order_id='7')
