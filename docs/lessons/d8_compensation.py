"""A paid order is cancelled. How does every app get back to where it was?

Points were awarded, a teapot was sold. The cancellation is an event of its own, and may reach
loyalty *before* loyalty has heard that the order was paid.

- a. The transaction is rolled back.
- b. Each app undoes what it finds: loyalty takes back the points that it has awarded.
- c. Each app books the opposite, computed from the event alone, whether it has booked the first
  or not.

**Answer: c.** What is committed cannot be rolled back, and somebody has seen it. So the story
goes on: a new event, heard by the same apps, books the opposite. The ledger shows both.

"Undo what you find" fails when deliveries change places: loyalty finds nothing to take back, then
hears of the payment, and the points stay. Booking the opposite from the event's own figures gives
the same sum in either order. So the event must carry the figures (what was paid), and not send
its readers to look them up.

What cannot be undone is compensated otherwise: a mail cannot be unsent, so another one is sent.
Points that were spent meanwhile become a debt, settled by the next award.

**In the shop:** one line for each reaction in `inventory/receivers.py::give_stock_back`,
`loyalty/receivers.py::return_redeemed_points`, `orders/receivers.py::pay_back`.

**Source:** [Saga](https://microservices.io/patterns/data/saga.html)
"""

from django.dispatch import Signal

order_paid, order_cancelled = Signal(), Signal()


class Undo:
    """Takes back what it finds."""

    def __init__(self):
        self.entries = []

    def award(self, order, paid, **kwargs):
        self.entries.append((order, paid))

    def take_back(self, order, **kwargs):
        found = sum(points for number, points in self.entries if number == order)
        self.entries.append((order, -found))


class Opposite(Undo):
    """Books the opposite of what the event says."""

    def take_back(self, order, paid, **kwargs):
        self.entries.append((order, -paid))


PAID = (order_paid, {"order": 7, "paid": 20})
CANCELLED = (order_cancelled, {"order": 7, "paid": 20})
for ledger in Undo, Opposite:
    print(ledger.__doc__)
    for story in (PAID, CANCELLED), (CANCELLED, PAID):
        loyalty = ledger()
        order_paid.connect(loyalty.award, dispatch_uid="award")
        order_cancelled.connect(loyalty.take_back, dispatch_uid="take_back")
        for signal, event in story:
            signal.send(sender=None, **event)
        order_paid.disconnect(dispatch_uid="award")
        order_cancelled.disconnect(dispatch_uid="take_back")
        first = "paid first:     " if story[0] is PAID else "cancelled first:"
        print(f"  {first} {sum(points for _, points in loyalty.entries):3} points are left")

# Output:
# Takes back what it finds.
#   paid first:        0 points are left
#   cancelled first:  20 points are left
# Books the opposite of what the event says.
#   paid first:        0 points are left
#   cancelled first:   0 points are left
