"""A receiver is connected with `sender="shop.Order"`. Does it run?

The model is named by a string, so that its module is not imported. The signals are
`post_save`, and `order_paid`, a `Signal` of your own.

- a. For both: Django resolves the name when the model is loaded.
- b. For `post_save` only; your own signal takes the string as the sender.
- c. For neither: a sender must be a class.

**Answer: b.** Only model signals (`ModelSignal`: `pre_save`, `post_save`, `m2m_changed` and so
on) resolve an `"app.Model"` string. They wait until the model is loaded, and connect then. A
plain `Signal` connects to the string object itself. It never receives what `send(sender=Order)`
sends, and there is no error.

A misspelt name waits for ever. For an app or model that does not exist, the system check reports
`signals.E001`; `check` runs before `runserver` and `migrate`, but not in a worker that only
imports the code. A string without a dot raises `ValueError` at once.

`disconnect()` of a model signal also accepts the string, and needs it or the class.

**Often said:** use strings "to avoid circular imports". For model signals it works. For your own,
let `signals.py` be a leaf (C10).

**In the shop:** `connect()` takes no sender at all: `events/signal.py::EventSignal.connect`.

**Source:** [Django, ModelSignal](https://github.com/django/django/blob/stable/6.1.x/django/db/models/signals.py),
[system checks: signals](https://docs.djangoproject.com/en/6.1/ref/checks/#signals)

**Keywords:** lazy references, `ModelSignal`, `sender`, `signals.E001`, system checks
"""

import stage

stage.set_up()

from django.core import checks
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import Signal

order_paid = Signal()


def award(**kwargs):
    return "award"


post_save.connect(award, sender="__main__.Order")  # before the model exists
order_paid.connect(award, sender="__main__.Order")
print("order_paid waits for a string:", order_paid.has_listeners(sender="__main__.Order"))


class Order(models.Model):
    pass


def answers(signal):
    return [answer for _, answer in signal.send(sender=Order, instance=Order())]


print("post_save: ", answers(post_save))
print("order_paid:", answers(order_paid))
print("disconnect():", post_save.disconnect(award, sender="__main__.Order"), answers(post_save))

print("misspelt names")
for name in ("__main__.Oder", "Order"):
    try:
        post_save.connect(award, sender=name)
        print(f"  {name}: no error")
    except ValueError as error:
        print(f"  {name}: {str(error).partition('.')[0]}")
for error in checks.run_checks():
    print(f"  {error.id}: {error.msg.partition(', but ')[2]}")

# Output:
# order_paid waits for a string: True
# post_save:  ['award']
# order_paid: []
# disconnect(): None []
# misspelt names
#   __main__.Oder: no error
#   Order: Invalid model reference 'Order'
#   signals.E001: app '__main__' doesn't provide model 'oder'.

# On Django 5.2:
# order_paid waits for a string: True
# post_save:  ['award']
# order_paid: []
# disconnect(): None []
# misspelt names
#   __main__.Oder: no error
#   Order: Invalid model reference 'Order'
#   signals.E001: app '__main__' doesn't provide model 'oder'.
#   models.W042:
