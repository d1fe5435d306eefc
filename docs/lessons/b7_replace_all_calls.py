"""Payment is made by a receiver. Its app is taken out. What does the customer see?

The checkout sends `payment_wanted`; the payment app hears it and charges the card. Nothing
imports anything: perfectly decoupled. Then somebody removes the payment app from
`INSTALLED_APPS`.

- a. An error 500: there is nobody to handle the signal.
- b. "Thank you", and nothing is paid.
- c. A warning by Django's system check.

**Answer: b.** A signal without receivers succeeds. That is right for a *fact*: an order has been
paid, whoever cares may listen. It is wrong for a *command* ("charge the card"), whose sender
needs it done, for a *question* whose answer is needed to go on, and for the *next step* of one
and the same job. These are calls: the import fails at start if the other side is missing, the
answer is a return value, and the editor finds who is called.

Ask: is the sentence still true if nobody listens? "The order was paid" is. "The card is charged"
is not.

**Often said:** "signals can replace direct calls where parts should be decoupled". They hide the
dependency, they do not remove it. Django's own documentation warns of it.

**In the shop:** within an app, call; across apps, announce. The charge is a call through a port:
`orders/services/paying.py::pay`. Optional answers, with none being fine, are a `Question`:
`orders/selectors.py::price_basket`.

**Source:** [Django, Signals: the warning at the top](https://docs.djangoproject.com/en/6.1/topics/signals/)
"""

from django.dispatch import Signal

payment_wanted = Signal()


def checkout_by_signal(amount):
    payment_wanted.send(sender=None, amount=amount)
    return "Thank you!"


def checkout_by_call(amount):
    import payment  # the app that has been taken out

    payment.charge(amount)
    return "Thank you!"


def charge(amount, **kwargs):
    print(f"    charged {amount}")


for state in ("in", "out"):
    print(f"the payment app is {state}")
    if state == "in":
        payment_wanted.connect(charge)
    else:
        payment_wanted.disconnect(charge)
    print("  by signal:", checkout_by_signal("19.90"))

try:
    print("  by call:  ", checkout_by_call("19.90"))
except ModuleNotFoundError as error:
    print("  by call:  ", error)

# Output:
# the payment app is in
#     charged 19.90
#   by signal: Thank you!
# the payment app is out
#   by signal: Thank you!
#   by call:   No module named 'payment'
