"""The second of three receivers raises an error. Who is heard, and who notices?

`award`, `print_receipt` and `count` are connected in this order; `print_receipt` raises. The
signal is sent with `send()`, then with `send_robust()`.

- a. Django catches the error either way: signals must not break the sender.
- b. `send()` raises it at the end, when all have run.
- c. `send()` raises it at once, and `count` never runs; `send_robust()` runs all three.

**Answer: c.** `send()` does nothing about errors. The first one leaves the loop: those before
have done their work, those after never start, and the sender gets an exception out of code that
it does not know.

`send_robust()` runs all, logs the error to `django.dispatch`, and puts it in the list that it
returns. Nobody reads that list: the sender who looks at it needs to know what to do for receivers
that it should not know. So the receipt is missing, and what is left is a line in a log.

**Often said:** that errors "propagate unless explicitly handled". Handled by whom?
`send_robust()` handles none of them, it only lets the others run. Whoever wants the receipt
printed has to try again, and there is nothing left to try again with.

**In the shop:** in the transaction, an error is a veto, and everything rolls back. After it, each
receiver is run by itself, its error is kept with its delivery, and it is tried again:
`events/delivering.py::_plan_again`.

**Source:** [Django, Signals: sending signals](https://docs.djangoproject.com/en/6.1/topics/signals/#sending-signals)
"""

import stage
from django.dispatch import Signal

stage.show_log("django.dispatch")
order_paid = Signal()


def award(sender, **kwargs):
    print("  award runs")


def print_receipt(sender, **kwargs):
    raise ValueError("out of paper")


def count(sender, **kwargs):
    print("  count runs")


for receiver in (award, print_receipt, count):
    order_paid.connect(receiver)

print("send()")
try:
    order_paid.send(sender=None)
except ValueError as error:
    print(f"  the sender gets: {error!r}")

print("send_robust()")
answers = order_paid.send_robust(sender=None)
print("  the sender gets:", [answer for _, answer in answers])

# Output:
# send()
#   award runs
#   the sender gets: ValueError('out of paper')
# send_robust()
#   award runs
# (log of django.dispatch: Error calling print_receipt in Signal.send_robust() (out of paper))
#   count runs
#   the sender gets: [None, ValueError('out of paper'), None]
