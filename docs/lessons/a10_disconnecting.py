"""`disconnect(award)` was called, and `award` still runs. Why?

`award` was connected with `sender=Order` and with a `dispatch_uid`. Another receiver disconnects
it while the signal is being sent.

- a. `disconnect()` raises an error if it finds nothing, so this cannot happen unnoticed.
- b. `disconnect()` needs the same arguments as `connect()`; during `send()` it is too late anyway.
- c. `disconnect()` takes effect at the next garbage collection.

**Answer: b.** `disconnect()` computes the same key as `connect()`: the `dispatch_uid`, if there
was one, or the function's id, together with the sender's id. If one part is missing, the keys
differ, and nothing is disconnected. There is no error. The only sign is the return value `False`.

A receiver connected with a `dispatch_uid` is disconnected by that id alone; the function does not
matter. A receiver that was connected for two senders has two connections, and needs two calls.

`send()` collects its receivers before it calls the first one. A receiver that another one
disconnects meanwhile still runs, for the last time. The same holds for `connect()`: a receiver
connected during `send()` runs from the next `send()` on.

**Often said:** "with weak references, `disconnect` is not necessary". Only if the last other
reference is gone. A function of a module never goes.

**In the shop:** `EventSignal.disconnect` takes the function and looks up the rest in the registry:
`events/signal.py::EventSignal.disconnect`. Only tests and the lab use it.

**Source:** [Django, Signals: disconnecting](https://docs.djangoproject.com/en/6.1/topics/signals/#disconnecting-signals)

**Keywords:** `disconnect()`, `dispatch_uid`, `sender`
"""

from django.dispatch import Signal


class Order:
    pass


class Refund:
    pass


def award(sender, **kwargs):
    return "award"


def names(signal, sender=Order):
    return [answer for _, answer in signal.send(sender=sender)]


print("connected with a sender")
order_paid = Signal()
order_paid.connect(award, sender=Order)
order_paid.connect(award, sender=Refund)
print("  disconnect(award):              ", order_paid.disconnect(award), names(order_paid))
done = order_paid.disconnect(award, sender=Order)
print("  disconnect(award, sender=Order):", done, names(order_paid))
print("  for the other sender:           ", names(order_paid, Refund))

print("connected with a dispatch_uid")
order_paid = Signal()
order_paid.connect(award, dispatch_uid="points")
print("  disconnect(award):              ", order_paid.disconnect(award), names(order_paid))
done = order_paid.disconnect(dispatch_uid="points")
print("  disconnect(dispatch_uid=...):   ", done, names(order_paid))

print("disconnected while the signal is sent")
order_paid = Signal()


def close_the_campaign(sender, **kwargs):
    return f"close the campaign: {order_paid.disconnect(award)}"


order_paid.connect(close_the_campaign)
order_paid.connect(award)
print("  this send():", names(order_paid))
print("  the next:   ", names(order_paid))

# Output:
# connected with a sender
#   disconnect(award):               False ['award']
#   disconnect(award, sender=Order): True []
#   for the other sender:            ['award']
# connected with a dispatch_uid
#   disconnect(award):               False ['award']
#   disconnect(dispatch_uid=...):    True []
# disconnected while the signal is sent
#   this send(): ['close the campaign: True', 'award']
#   the next:    ['close the campaign: False']
