"""Do receivers run in the background?

Two receivers take their time, one of them sync and one of them async. You send the signal with
`send()`, then with `await asend()`. Finally the sender's transaction rolls back.

- a. Yes: both calls return at once.
- b. `send()` waits for its receivers; `asend()` returns at once.
- c. No: both calls wait for the last receiver, and `send()` takes its database writes along.

**Answer: c.** `send()` is a loop in the sender's own thread. A slow receiver makes a slow sender.
`asend()` frees the event loop while it waits, but its caller waits as well. Nothing is queued,
nothing outlives the call, nothing is retried.

A receiver that writes to the database writes in the sender's transaction. This includes an async
receiver under `send()`: the coroutine runs in another thread, but the async methods of the ORM use
the sender's thread and connection. What it wrote rolls back with the sender. Under `asend()` there
is no transaction to share: `atomic()` does not work in async code.

**Often said:** "signals are synchronous; use async patterns outside of them". Since Django 5.0
signals support async receivers (B9). This makes waiting cheaper. It is not background work.

**In the shop:** slow work is `DURABLE`: a row in the sender's transaction, delivered later by a
worker: `notifications/apps.py::NotificationsConfig.ready`. Receivers are sync functions:
`events/registry.py::check_receiver`.

**Source:** [Django, Signals: sending signals](https://docs.djangoproject.com/en/6.1/topics/signals/#sending-signals),
[release notes of 5.0](https://docs.djangoproject.com/en/5.0/releases/5.0/#signals)

**Keywords:** `asend()`, async receivers, background work, `send()`, transactions
"""

import asyncio
import threading
import time

import stage

stage.set_up()

from django.db import models, transaction
from django.dispatch import Signal


class Entry(models.Model):
    written_by = models.CharField()


stage.create_tables()
order_paid, order_refunded = Signal(), Signal()
me = threading.current_thread()


def thread():
    return "the sender's thread" if threading.current_thread() is me else "another thread"


def award(sender, **kwargs):
    time.sleep(0.01)
    print(f"  award: done, in {thread()}")


async def mail(sender, **kwargs):
    await asyncio.sleep(0.02)
    print("  mail: done")


order_paid.connect(award)
order_paid.connect(mail)

print("send()")
order_paid.send(sender=None)
print("  send() returns")


async def main():
    await order_paid.asend(sender=None)


print("asend()")
asyncio.run(main())
print("  asend() returns")


def write(sender, **kwargs):
    Entry.objects.create(written_by="sync receiver")


async def write_async(sender, **kwargs):
    print(f"  write_async: in {thread()}")
    await Entry.objects.acreate(written_by="async receiver")


order_refunded.connect(write)
order_refunded.connect(write_async)
print("send() in a transaction")
try:
    with transaction.atomic():
        order_refunded.send(sender=None)
        print(
            "  before the rollback:", *Entry.objects.values_list("written_by", flat=True), sep=" | "
        )
        raise ValueError
except ValueError:
    print("  after the rollback: ", Entry.objects.count(), "rows")

# Output:
# send()
#   award: done, in the sender's thread
#   mail: done
#   send() returns
# asend()
#   award: done, in another thread
#   mail: done
#   asend() returns
# send() in a transaction
#   write_async: in another thread
#   before the rollback: | sync receiver | async receiver
#   after the rollback:  0 rows
