"""A paid order is cancelled. How does every app return to its former state?

Points were awarded, a teapot was sold. The cancellation is a separate event, and may reach
loyalty *before* the payment does.

- a. The transaction is rolled back.
- b. Each app undoes what it finds: loyalty reverses the points that it has awarded.
- c. Each app books the opposite, computed from the event alone, whether it has booked the first
  or not.

**Answer: c.** What is committed cannot roll back, and users have seen it. So a new event reaches
the same apps, and they book the opposite. The ledger shows both.

"Undo what you find" fails when deliveries change places: loyalty finds nothing to reverse, then
receives the payment, and the points stay. Booking the opposite from the event's own figures gives
the same sum in either order. The event must therefore carry the figures (what was paid), and not
make its receivers look them up.

What cannot be undone is compensated differently: a mail cannot be unsent, so another one is sent.
Points that were spent meanwhile become a debt, which the next award settles.

**In the shop:** each reaction is one line in `inventory/receivers.py::release_stock`,
`loyalty/receivers.py::reverse_points`, `orders/receivers.py::refund_payment`.

**Source:** [Saga](https://microservices.io/patterns/data/saga.html)

**Keywords:** cancellation, compensation, order of events, saga
"""

from django.dispatch import Signal

order_paid, order_cancelled = Signal(), Signal()


class Undo:
    """Reverses what it finds."""

    def __init__(self):
        self.entries = []

    def award(self, order, paid, **kwargs):
        self.entries.append((order, paid))

    def reverse(self, order, **kwargs):
        found = sum(points for number, points in self.entries if number == order)
        self.entries.append((order, -found))


class Opposite(Undo):
    """Books the opposite of what the event says."""

    def reverse(self, order, paid, **kwargs):
        self.entries.append((order, -paid))


PAID = (order_paid, {"order": 7, "paid": 20})
CANCELLED = (order_cancelled, {"order": 7, "paid": 20})
for ledger in Undo, Opposite:
    print(ledger.__doc__)
    for story in (PAID, CANCELLED), (CANCELLED, PAID):
        loyalty = ledger()
        order_paid.connect(loyalty.award, dispatch_uid="award")
        order_cancelled.connect(loyalty.reverse, dispatch_uid="reverse")
        for signal, event in story:
            signal.send(sender=None, **event)
        order_paid.disconnect(dispatch_uid="award")
        order_cancelled.disconnect(dispatch_uid="reverse")
        first = "paid first:     " if story[0] is PAID else "cancelled first:"
        print(f"  {first} {sum(points for _, points in loyalty.entries):3} points are left")

# Output:
# Reverses what it finds.
#   paid first:        0 points are left
#   cancelled first:  20 points are left
# Books the opposite of what the event says.
#   paid first:        0 points are left
#   cancelled first:   0 points are left
