"""The sender writes `oder_id` instead of `order_id`. Where does it fail?

`order_paid` has three receivers: one names `order_id`, one gives it a default, one reads it from
`kwargs`. The signal is sent by `send()`, then by `send_robust()`, and finally with a payload
class.

- a. Where it is sent: Django compares the keywords with those of the signal.
- b. In the receivers: each that uses `order_id` raises a `TypeError`.
- c. In the receiver that names it; the others continue, with `None` as the order's id.

**Answer: c.** A signal declares no data, so there is nothing to compare with. What is sent ends
up in `**kwargs`, which accepts everything, `oder_id` included. A receiver that requires
`order_id` raises. A receiver with a default, or with `kwargs.get()`, continues with `None`, which
is worse. With `send_robust()` even the `TypeError` is only a log line, about a file without a
mistake.

If the data is one object of a class, a wrong name fails in the line that creates the object,
before any receiver runs, and an editor underlines it. A dataclass does not check values:
`order_id="7"` passes. That takes a type checker, or a check at sending time.

**Often said:** "keywords make it clear what is sent". To readers. Django does not check them.

**In the shop:** each signal carries one frozen dataclass, such as
`orders/signals.py::OrderCancelled`. A receiver takes it whole, as `event`. `publish` checks it
against the declared types: `events/payload.py::encode`.

**Source:** [Django 4.0: `providing_args` was documentation only](https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0),
[openedx-events](https://github.com/openedx/openedx-events/pull/7), which adds such a check to
Django's signals

**Keywords:** dataclass, keyword arguments, payload, `TypeError`, typing
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


def connected(*receivers):
    signal = Signal()
    for receiver in receivers:
        signal.connect(receiver)
    return signal


print("send()")
try:
    connected(mail, count, award).send(sender=None, oder_id=7)
except TypeError as error:
    print("  TypeError:", error)

print("send_robust()")
connected(mail, count, award).send_robust(sender=None, oder_id=7)
print("  the sender notices nothing")

print("with a class")
try:
    connected(mail, count, award).send(sender=None, event=OrderPaid(oder_id=7))
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
