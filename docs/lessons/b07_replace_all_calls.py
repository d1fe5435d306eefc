"""Payment is made by a receiver. Its app is removed. What does the customer see?

The checkout sends `payment_wanted`. The payment app receives it and charges the card. No import
connects the two. Then a developer removes the payment app from `INSTALLED_APPS`.

- a. An error 500: the signal has no receiver.
- b. "Thank you", and nothing is paid.
- c. A warning by Django's system check.

**Answer: b.** A signal without receivers succeeds. That is right for a *fact*: the order was paid,
and any part may react. It is wrong for a *command* ("charge the card"), for a *question* whose
answer the sender needs, and for the *next step* of the same job. These are calls: a missing module
fails at import, the answer is a return value, and an editor finds the definition.

Ask: is the sentence still true without a receiver? "The order was paid" is. "The card is charged"
is not.

**Often said:** "signals can replace direct calls where parts should be decoupled". They hide the
dependency; they do not remove it. Django's own documentation warns about this.

**In the shop:** inside an app, call; across apps, announce. The charge is a call of the payment
gateway: `orders/services/paying.py::charge_payment`. An optional answer is a `Question`:
`orders/selectors.py::price_basket`.

**Source:** [Django, Signals: the warning at the top](https://docs.djangoproject.com/en/6.1/topics/signals/)

**Keywords:** commands, direct calls, facts, when not to use signals
"""

from django.dispatch import Signal

payment_wanted = Signal()


def checkout_by_signal(amount):
    payment_wanted.send(sender=None, amount=amount)
    return "Thank you!"


def checkout_by_call(amount):
    import payment  # the app that was removed

    payment.charge(amount)
    return "Thank you!"


def charge(amount, **kwargs):
    print(f"    charged {amount}")


for state in ("installed", "removed"):
    print(f"the payment app is {state}")
    if state == "installed":
        payment_wanted.connect(charge)
    else:
        payment_wanted.disconnect(charge)
    print("  by signal:", checkout_by_signal("19.90"))

try:
    print("  by call:  ", checkout_by_call("19.90"))
except ModuleNotFoundError as error:
    print("  by call:  ", error)

# Output:
# the payment app is installed
#     charged 19.90
#   by signal: Thank you!
# the payment app is removed
#   by signal: Thank you!
#   by call:   No module named 'payment'
