"""Does a custom signal need its own class?

You want to announce that an order was paid. How do you define the signal, and where do you
declare its data?

- a. By a subclass of `Signal` with one field for each item.
- b. By an instance, `Signal()`. It declares no data.
- c. By an instance, `Signal(["order_id"])`, which checks what is sent.

**Answer: b.** A signal is a list of receivers and nothing else. One line defines it. `send()`
passes all keyword arguments to every receiver. Django does not check them. A misspelt name
reaches the receivers unchanged, and fails there, far from the mistake, or passes unnoticed.

**Often said:** you "specify what data the signal will send". There was an argument for it,
`providing_args`. It was documentation only, and Django 4.0 removed it. A list as the first
argument is still accepted, but Django takes it as `use_caching=True`. The connection succeeds; the
first `send()` from a sender without weak references, such as a string or `None`, raises
`TypeError`.

**In the shop:** the data has a class, and the signal is made from it. See the payload
`orders/signals.py::OrderCompleted`. `events/payload.py::adapter_for` rejects a payload type
that could not be stored, at declaration time.

**Source:** [Django, Signals: defining and sending](https://docs.djangoproject.com/en/6.1/topics/signals/#defining-and-sending-signals),
[release notes of 4.0](https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0)

**Keywords:** `Signal()`, `providing_args`, `use_caching`, payload
"""

from django.dispatch import Signal

order_paid = Signal()  # the whole definition


def award_points(sender, **kwargs):
    print("award_points received", {k: v for k, v in kwargs.items() if k != "signal"})


order_paid.connect(award_points)

order_paid.send(sender="checkout", order_id=7, total="19.90")
order_paid.send(sender="checkout", oder_id=7)  # misspelt; no error

a_list = Signal(["order_id"])
print("Signal(['order_id']).use_caching:", a_list.use_caching)
a_list.connect(award_points)
for sender in (Signal, "checkout", None):
    try:
        a_list.send(sender=sender, order_id=7)
    except TypeError as error:
        print(f"sent by {sender!r}: {error}")

try:
    Signal(providing_args=["order_id"])
except TypeError:
    print("Signal(providing_args=...): TypeError")

# Output:
# award_points received {'order_id': 7, 'total': '19.90'}
# award_points received {'oder_id': 7}
# Signal(['order_id']).use_caching: ['order_id']
# award_points received {'order_id': 7}
# sent by 'checkout': cannot create weak reference to 'str' object
# sent by None: cannot create weak reference to 'NoneType' object
# Signal(providing_args=...): TypeError
