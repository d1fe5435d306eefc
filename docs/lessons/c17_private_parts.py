"""Your admin page lists a signal's receivers from `signal.receivers`. What does an upgrade do?

`receivers` is a list without an underscore. On Django 4.2 each item was a pair, of a key and a
reference to the function. Three pieces of code rely on what they have found in it.

- a. Nothing: a name without an underscore is public.
- b. It breaks when the items change, with an error at start.
- c. It breaks, or continues and shows something wrong.

**Answer: c.** Neither `receivers` nor `_live_receivers` is documented, and Django promises
nothing about undocumented names. The items had two parts in 4.2, three since 5.0 (async), four
since 6.0 (the sender); `_live_receivers()` returns two lists since 5.0. Code that unpacks an item
raises. The length of the list includes receivers that were collected. Code that replaces the
list, as some tools that mute signals do, leaves the cache of `use_caching` behind, which still
holds the old receivers. A tool that empties the list fully is not affected: `send()` tests the
list first.

The topic page documents `connect`, `disconnect` and the four ways to send. That is enough for most
purposes. To list receivers, record them when they connect.

**Often said:** "signals can be extended for complex applications". They can, by a subclass that
calls public methods only.

**In the shop:** `EventSignal` connects through Django's `connect()` and records the subscription
in a registry: `events/registry.py::Registry.add`. Map, catalogue, checks and workers read it:
`events/registry.py::Registry.of`.

**Source:** [openedx-platform #37251](https://github.com/openedx/openedx-platform/issues/37251),
[sentry-python #2383](https://github.com/getsentry/sentry-python/issues/2383)

**Keywords:** `has_listeners()`, private attributes, `signal.receivers`, upgrades, `use_caching`
"""

import stage
from django.dispatch import Signal

stage.set_up()


class Order:
    pass


def award(sender, **kwargs):
    return "award"


def receipt(sender, **kwargs):
    return "receipt"


def names_by_pairs(signal):
    return [reference().__name__ for _, reference in signal.receivers]


def names_by_triples(signal):
    return [reference().__name__ for _, reference, _ in signal.receivers]


def names_by_live_receivers(signal):
    return [receiver.__name__ for receiver in signal._live_receivers(None)]


def connected(signal):
    signal.connect(award)
    signal.connect(receipt)
    return signal


print("which receivers?")
for read in names_by_pairs, names_by_triples, names_by_live_receivers:
    try:
        found = read(connected(Signal()))
    except (ValueError, AttributeError) as error:
        found = type(error).__name__
    print(f"  {read.__name__:24}", found)

print("how many receivers?")
order_paid = Signal()
order_paid.connect(lambda **kwargs: None)
print("  len(receivers):         ", len(order_paid.receivers))
print("  has_listeners():        ", order_paid.has_listeners())

print("muted by replacing a part of the list")
order_paid = connected(Signal(use_caching=True))  # like post_save
order_paid.send(sender=Order)
order_paid.receivers = [item for item in order_paid.receivers if item[1]() is not receipt]
print("  receivers:", [answer for _, answer in order_paid.send(sender=Order)])

print("muted by an empty list")
order_paid.receivers = []
print("  receivers:", [answer for _, answer in order_paid.send(sender=Order)])

print("muted by disconnect()")
order_paid = connected(Signal(use_caching=True))
order_paid.disconnect(receipt)
print("  receivers:", [answer for _, answer in order_paid.send(sender=Order)])

# Output:
# which receivers?
#   names_by_pairs           ValueError
#   names_by_triples         ValueError
#   names_by_live_receivers  AttributeError
# how many receivers?
#   len(receivers):          1
#   has_listeners():         False
# muted by replacing a part of the list
#   receivers: ['award', 'receipt']
# muted by an empty list
#   receivers: []
# muted by disconnect()
#   receivers: ['award']

# On Django 5.2:
# which receivers?
#   names_by_pairs           ValueError
#   names_by_triples         ['award', 'receipt']
#   names_by_live_receivers  AttributeError
# how many receivers?
#   len(receivers):          1
#   has_listeners():         False
# muted by replacing a part of the list
#   receivers: ['award', 'receipt']
# muted by an empty list
#   receivers: []
# muted by disconnect()
#   receivers: ['award']
