"""The checkout asks for discounts. One of three answers fails. What is the price?

A signal can collect: `send()` returns what the receivers return. Loyalty answers with a benefit, a
plugin raises an error, vouchers answer with another benefit.

- a. The checkout fails: `send()` lets errors through.
- b. The price has both benefits; the failed answer is omitted.
- c. By `send()` a., by a `Question` b.

**Answer: c.** A question as a signal inverts the dependency: the checkout does not import the
parts that may lower a price, and a new kind of discount needs no change in it. But an optional
answer must not be able to stop a sale. `send_robust()` returns the error among the answers, and
the sender must sort it out. It also leaves a broken transaction behind, if the receiver broke
one.

The kernel therefore has `Question`: each answer in a savepoint, failures logged and omitted, the
answers' type part of the declaration. A question is not stored: it is not a fact.

It fits where *no* answer is fine. An answer that the sender needs is a call (B7).

**In the shop:** `orders/selectors.py::price_basket` asks,
`loyalty/receivers.py::offer_adjustments` answers. Panels on pages are also answers.

**Source:** [Django, Signals: sending signals](https://docs.djangoproject.com/en/6.1/topics/signals/#sending-signals)

**Keywords:** collecting answers, plugins, `Question`, return values
"""

import stage

stage.set_up("events")
stage.show_log("events")
stage.show_log("django.dispatch")

from dataclasses import dataclass

from django.dispatch import Signal

from events.api import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutAdjustments:
    goods: int


def loyalty(question, **kwargs):
    return [-5] if question.goods >= 50 else []


def plugin(question, **kwargs):
    raise KeyError("spring_sale")


def vouchers(question, **kwargs):
    return [-10]


signal, checkout_adjustments = Signal(), Question(CheckoutAdjustments, int)
for receiver in (loyalty, plugin, vouchers):
    signal.connect(receiver)
    checkout_adjustments.connect(receiver)

asked = CheckoutAdjustments(goods=60)
print("send()")
try:
    print("  ", signal.send(sender=None, question=asked))
except KeyError as error:
    print("   the checkout fails:", repr(error))

print("send_robust()")
for _, answer in signal.send_robust(sender=None, question=asked):
    print("  ", repr(answer))

print("Question.ask()")
answers = checkout_adjustments.ask(asked)
print("  ", answers, "so the price is", asked.goods + sum(answers))

# Output:
# send()
#    the checkout fails: KeyError('spring_sale')
# send_robust()
# (log of django.dispatch: Error calling plugin in Signal.send_robust() ('spring_sale'))
#    [-5]
#    KeyError('spring_sale')
#    [-10]
# Question.ask()
# (log of events: __main__.plugin did not answer __main__.checkout_adjustments)
#    [-5, -10] so the price is 45
