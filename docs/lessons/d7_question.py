"""The checkout asks who has a discount to offer. One of three answers breaks. What is the price?

A signal can collect: `send()` returns what the receivers return. Loyalty answers with a benefit,
a plugin raises an error, vouchers answer with another benefit.

- a. The checkout fails: `send()` lets errors through.
- b. The price has both benefits; the one that failed is left out.
- c. By `send()` a., by a `Question` b.

**Answer: c.** A question as a signal turns the dependency round: the checkout does not know who
may lower a price, and a new kind of discount needs no change in it. But an optional answer must
not be able to stop a sale. `send_robust()` would return the error among the answers, and the
sender must sort it out. It would also leave a broken transaction behind, if the receiver broke
one.

So the kernel has `Question`: each answer in a savepoint, failures logged and left out, the
answers' type part of the declaration. Nothing is journalled: a question is no fact, and nothing
has happened.

It fits where *no* answer is fine. An answer that must be there is a call (see B7).

**In the shop:** `orders/selectors.py::price_basket` asks, `loyalty/receivers.py::offer_adjustments`
answers. Panels on pages are answers, too.

**Source:** [Django, Signals: sending signals](https://docs.djangoproject.com/en/6.1/topics/signals/#sending-signals)
"""

import stage

stage.set_up("events")
stage.show_log("events")
stage.show_log("django.dispatch")

from dataclasses import dataclass

from django.dispatch import Signal

from events import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPriced:
    goods: int


def loyalty(question, **kwargs):
    return [-5] if question.goods >= 50 else []


def plugin(question, **kwargs):
    raise KeyError("spring_sale")


def vouchers(question, **kwargs):
    return [-10]


signal, checkout_priced = Signal(), Question(CheckoutPriced, int)
for receiver in (loyalty, plugin, vouchers):
    signal.connect(receiver)
    checkout_priced.connect(receiver)

asked = CheckoutPriced(goods=60)
print("send()")
try:
    print("  ", signal.send(sender=None, question=asked))
except KeyError as error:
    print("   the checkout fails:", repr(error))

print("send_robust()")
for _, answer in signal.send_robust(sender=None, question=asked):
    print("  ", repr(answer))

print("Question.ask()")
answers = checkout_priced.ask(asked)
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
# (log of events: __main__.plugin could not answer __main__.checkout_priced)
#    [-5, -10] so the price is 45
