"""Two receivers answer each other without end. What stops them?

One receiver orders goods on `stock_low`. Another corrects the stock on `goods_ordered`; it is
still low, so it announces `stock_low` again. Each half is harmless, in a separate file.

- a. Django: it sends nothing to a receiver that is running.
- b. Python, and the sender gets a `RecursionError`.
- c. Python; but with `send_robust()` the sender believes that all went well.

**Answer: c.** Django does not track which signal caused which. With `send()`, the stack ends it:
an error with a traceback of a thousand lines. `send_robust()` catches the error at the bottom and
logs one line. All the calls above return as if nothing were wrong. Goods were ordered hundreds of
times, and the sender gets `None`.

This is the mild form. If each step is a task in a queue, no stack runs out: it continues until a
person reads the bill.

Each event therefore needs its cause. A chain then has a length, which can be limited, also across
workers, and the error can list the chain.

**Often said:** "signals are hard to follow". They are, unless the cause of each event is recorded.

**In the shop:** `events/context.py::Cause.of` counts an event's causes and rejects it beyond
`events/context.py::MAX_DEPTH`, with the names of the chain. The depth is stored with the
event, so workers continue the count.

**Source:** [django-rest-framework-passwordless #30](https://github.com/aaronn/django-rest-framework-passwordless/issues/30),
where a receiver of `pre_save` saves

**Keywords:** causation id, loops, recursion, `send_robust()`
"""

import logging

import stage

stage.set_up("events")

from dataclasses import dataclass

from django.dispatch import Signal

from events.api import DURABLE, EventSignal, unit_of_work
from events.testing import deliver_all
from events.types import ChainTooDeep

stage.create_tables()
logging.disable()  # thousands of lines
orders = []

# --- Django's own signals ------------------------------------------------------------------------

stock_low, goods_ordered = Signal(), Signal()


def order_goods(sender, **kwargs):
    orders.append("50 teapots")
    goods_ordered.send_robust(sender)


def correct_stock(sender, **kwargs):
    stock_low.send_robust(sender)


stock_low.connect(order_goods)
goods_ordered.connect(correct_stock)
answers = stock_low.send_robust(sender=None)
print("send_robust()")
print("  more than a hundred orders:", len(orders) > 100)
print("  the sender gets:", [answer for _, answer in answers])


# --- events that know their cause ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLow:
    sku: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsOrdered:
    sku: str


low, ordered = EventSignal(StockLow), EventSignal(GoodsOrdered)


def order_more(*, event, metadata, **kwargs):
    orders.append(event.sku)
    with unit_of_work():
        ordered.publish(GoodsOrdered(sku=event.sku))


def correct(*, event, metadata, **kwargs):
    with unit_of_work():
        low.publish(StockLow(sku=event.sku))


for how, options in (
    ("in one transaction", {}),
    ("by a worker", {"delivery": DURABLE, "attempts": 1}),
):
    print(how)
    low.connect(order_more, **options)
    ordered.connect(correct, **options)
    orders.clear()
    try:
        with unit_of_work():
            low.publish(StockLow(sku="TEAPOT"))
        delivered = deliver_all(failures=True)
        print(f"  it stops after {delivered} deliveries, {len(orders)} orders")
    except ChainTooDeep as error:
        told, _, chain = str(error).replace("__main__.", "").partition(": ")
        names = chain.split(" → ")
        print(f"  the sender gets: {told}:")
        print(f"    {' → '.join(names[:3])} and so on, {len(names)} names")
        print(f"  it stops after {len(orders)} orders, and all is rolled back")
    low.disconnect(order_more)
    ordered.disconnect(correct)

# Output:
# send_robust()
#   more than a hundred orders: True
#   the sender gets: [None]
# in one transaction
#   the sender gets: Events cause one another without end:
#     stock_low → goods_ordered → stock_low and so on, 18 names
#   it stops after 9 orders, and all is rolled back
# by a worker
#   it stops after 17 deliveries, 9 orders
