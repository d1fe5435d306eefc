"""The second of three receivers raises an error. Who runs, and who notices?

`award`, `print_receipt` and `count` are connected in this order; `print_receipt` raises. The
signal is sent with `send()`, then with `send_robust()`.

- a. Django catches the error either way: signals must not break the sender.
- b. `send()` raises it at the end, when all have run.
- c. `send()` raises it at once, and `count` never runs; `send_robust()` runs all three.

**Answer: c.** `send()` does not handle errors. The first one leaves the loop: the receivers
before it have done their work, those after it never start, and the sender gets an exception from
code that it does not import.

`send_robust()` runs all of them, logs the error to `django.dispatch`, and returns it in its list.
A sender that evaluates this list needs to know what to do for receivers it should not know. In
practice the list is ignored. The receipt is missing, and a log line is all that remains.

**Often said:** errors "propagate unless explicitly handled". `send_robust()` does not handle them;
it only lets the others run. Printing the receipt takes a second attempt, and nothing is left to
attempt it with.

**In the shop:** in the transaction, an error rolls everything back. A durable receiver runs
separately; its error is stored with its delivery, and it is retried:
`events/delivery/retry.py::plan_retry`. The error of an `AFTER_COMMIT` receiver is logged, not
retried.

**Source:** [Django, Signals: sending signals](https://docs.djangoproject.com/en/6.1/topics/signals/#sending-signals)

**Keywords:** `django.dispatch` logger, errors, `send()`, `send_robust()`
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
