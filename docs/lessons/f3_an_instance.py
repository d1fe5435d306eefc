"""Does a signal of your own need a class of its own?

You want to announce that an order has been paid. How is the signal defined, and where does it
say which data comes with it?

- a. By a subclass of `Signal` with a field for each item.
- b. By an instance, `Signal()`. It says nothing about its data.
- c. By an instance, `Signal(["order_id"])`, which checks what is sent.

**Answer: b.** A signal is a list of receivers and nothing else: one line makes one. What you
pass to `send()` after the sender goes to every receiver as keywords. Django compares it with
nothing, so a misspelt name goes out as it is, and fails in a receiver, far from the mistake,
or passes unseen.

**Often said:** that you "specify what data the signal will send". There was an argument
for it, `providing_args`, which was documentation only and went with Django 4.0. A list
as the first argument is not refused even now: it counts as `use_caching=True`.

**In the shop:** the data has a class, and the signal is made of it. See the payload
`orders/signals.py::OrderCompleted`. `events/payloads.py::check_event_type` refuses a signal
whose payload could not be delivered, when it is declared and not when it is sent.

**Source:** [Django, Signals: defining and sending](https://docs.djangoproject.com/en/6.1/topics/signals/#defining-and-sending-signals),
[release notes of 4.0](https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0)
"""

from django.dispatch import Signal

order_paid = Signal()  # the whole definition


def award_points(sender, **kwargs):
    print("award_points got", {k: v for k, v in kwargs.items() if k != "signal"})


order_paid.connect(award_points)

order_paid.send(sender="checkout", order_id=7, total="19.90")
order_paid.send(sender="checkout", oder_id=7)  # misspelt: nothing complains

a_list = Signal(["order_id"])
print("Signal(['order_id']).use_caching:", a_list.use_caching)

try:
    Signal(providing_args=["order_id"])
except TypeError:
    print("Signal(providing_args=...): TypeError")

# Output:
# award_points got {'order_id': 7, 'total': '19.90'}
# award_points got {'oder_id': 7}
# Signal(['order_id']).use_caching: ['order_id']
# Signal(providing_args=...): TypeError
