"""Does `send()` return before the receivers are done? And `asend()`?

Two receivers take their time. You send the signal, once with `send()`, once with `await asend()`.

- a. Both return at once; receivers run in the background.
- b. `send()` waits for them, `asend()` returns at once.
- c. Both wait until the last receiver is done.

**Answer: c.** `send()` is a loop in the sender's own thread: a slow receiver is a slow sender.

`asend()` frees the event loop for others while it waits; its caller waits all the same. Sync
receivers run first, one after another, in a thread. Then the async ones run side by side, which
is all that is gained. When one of those raises, the others are cancelled where they stand, and
`asend()` raises. (Before Django 6.1 the others went on after the sender had got the error.)
Nothing is queued, nothing outlives the call, nothing is tried again. Nor is there an async
transaction: what an async receiver writes is not part of the sender's.

A sync `send()` reaches async receivers too, but not from within a running event loop.

**Often said:** "signals are synchronous; use async patterns outside of them". Since Django 5.0
signals have async of their own. It makes waiting cheaper, and is no background work.

**In the shop:** work that may take time is `DURABLE`: a row in the sender's transaction, run
later by a worker: `notifications/apps.py::NotificationsConfig.ready`. Receivers are sync
functions: `events/functions.py::checked_function`.

**Source:** [Django, Signals: sending signals](https://docs.djangoproject.com/en/6.1/topics/signals/#sending-signals),
[release notes of 5.0](https://docs.djangoproject.com/en/5.0/releases/5.0/#signals)
"""

import asyncio
import threading
import time

from django.dispatch import Signal

order_paid = Signal()
fails = Signal()


async def mail(sender, **kwargs):
    print("  mail: begins")
    await asyncio.sleep(0.02)
    print("  mail: done")


async def push(sender, **kwargs):
    print("  push: begins")
    await asyncio.sleep(0.04)
    print("  push: done")


def award(sender, **kwargs):
    time.sleep(0.01)
    thread = "the sender's" if threading.current_thread() is sender else "another"
    print(f"  award: done, in {thread} thread")


async def breaks(sender, **kwargs):
    raise ValueError("out of paper")


order_paid.connect(mail)
order_paid.connect(push)
order_paid.connect(award)  # sync, and connected last
fails.connect(mail)
fails.connect(breaks)
me = threading.current_thread()


async def main():
    print("asend()")
    await order_paid.asend(sender=me)
    print("asend() has returned")
    print("asend(), and one raises")
    try:
        await fails.asend(sender=me)
    except ValueError as error:
        print(f"asend() has raised: {error}")
    await asyncio.sleep(0.05)  # time enough for whatever is left
    print("send() within an event loop")
    try:
        order_paid.send(sender=me)
    except RuntimeError as error:
        print(f"send() has raised: {str(error).split(' - ')[0]}")


print("send()")
order_paid.send(sender=me)
print("send() has returned")
asyncio.run(main())

# Output:
# send()
#   award: done, in the sender's thread
#   mail: begins
#   push: begins
#   mail: done
#   push: done
# send() has returned
# asend()
#   award: done, in another thread
#   mail: begins
#   push: begins
#   mail: done
#   push: done
# asend() has returned
# asend(), and one raises
#   mail: begins
# asend() has raised: out of paper
# send() within an event loop
#   award: done, in the sender's thread
# send() has raised: You cannot use AsyncToSync in the same thread as an async event loop

# On Django 5.2 and 6.0:
# send()
#   award: done, in the sender's thread
#   mail: begins
#   push: begins
#   mail: done
#   push: done
# send() has returned
# asend()
#   mail: begins
#   push: begins
#   award: done, in another thread
#   mail: done
#   push: done
# asend() has returned
# asend(), and one raises
#   mail: begins
# asend() has raised: out of paper
#   mail: done
# send() within an event loop
#   award: done, in the sender's thread
# send() has raised: You cannot use AsyncToSync in the same thread as an async event loop
