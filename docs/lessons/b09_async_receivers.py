"""Two async receivers fail at once. What does the sender catch?

A signal has async receivers. The sender calls it inside `try: … except ValueError:`, once with one
failing receiver, once with two. A third receiver is an object whose `__call__` is `async`.

- a. The first `ValueError`, as with sync receivers.
- b. A `ValueError` if one fails, an `ExceptionGroup` if two do; the object never runs.
- c. Always an `ExceptionGroup`; the object runs like a function.

**Answer: b.** Sync receivers run first, one after another: in the sender's thread for `send()`,
in one other thread for `asend()`. Then all async receivers start side by side in a `TaskGroup`.
If one raises, the others are cancelled at their next `await`. A single error is raised bare;
several are raised as an `ExceptionGroup`, which `except ValueError` does not catch. `except*`
catches both. This holds for `send()` and `asend()`. Before Django 6.1 the first error won, and
the others continued after the sender had caught it.

`connect()` decides whether a receiver is async, by looking at the object itself. An instance with
`async def __call__` does not look async. It is called like a sync receiver and returns a coroutine
that is never awaited.

`send()` cannot run async receivers inside a running event loop; use `asend()` there.

**In the shop:** receivers are sync functions: `events/registry.py::check_receiver`. Work that
waits is durable.

**Source:** [release notes of 6.1](https://docs.djangoproject.com/en/6.1/releases/6.1/),
[Django, Signals: sending signals](https://docs.djangoproject.com/en/6.1/topics/signals/#sending-signals)

**Keywords:** `asend()`, `asend_robust()`, async receivers, `ExceptionGroup`, `TaskGroup`
"""

import asyncio

import stage
from django.dispatch import Signal

stage.set_up()
stage.show_log("django.dispatch")


async def mail(sender, **kwargs):
    raise ValueError("no address")


async def push(sender, **kwargs):
    raise ValueError("no device")


async def count(sender, **kwargs):
    await asyncio.sleep(0.01)
    print("    count is done")


class Printer:
    async def __call__(self, **kwargs):
        print("    the printer prints")


def connected(*receivers):
    signal = Signal()
    for receiver in receivers:
        signal.connect(receiver)
    return signal


def attempt(what, send):
    print(f"  {what}")
    try:
        send()
    except ValueError as error:
        print(f"    except ValueError catches: {error}")
    except Exception as error:
        print(f"    except ValueError misses: {type(error).__name__}")
        print(f"    it holds: {sorted(str(one) for one in error.exceptions)}")


def by_asend(signal):
    async def main():
        try:
            await signal.asend(sender=None)
        finally:
            await asyncio.sleep(0.03)  # time for receivers that are still running

    asyncio.run(main())


for name, send in ("send()", lambda signal: signal.send(sender=None)), ("asend()", by_asend):
    print(name)
    one, two = connected(mail, count), connected(mail, push, count)
    attempt("one receiver fails", lambda send=send, signal=one: send(signal))
    attempt("two receivers fail", lambda send=send, signal=two: send(signal))

print("asend_robust()")
answers = asyncio.run(connected(mail, push, count).asend_robust(sender=None))
print("  the sender gets:", [answer for _, answer in answers])

print("an object with an async __call__")
printer = Printer()
((_, answer),) = connected(printer).send(sender=None)
print("  the sender gets a", type(answer).__name__)
answer.close()  # Python would warn that it was never awaited


async def within_an_event_loop():
    connected(count).send(sender=None)


print("send() within an event loop")
try:
    asyncio.run(within_an_event_loop())
except RuntimeError as error:
    print(f"  RuntimeError: {str(error).split(' - ')[0]}")

# Output:
# send()
#   one receiver fails
#     except ValueError catches: no address
#   two receivers fail
#     except ValueError misses: ExceptionGroup
#     it holds: ['no address', 'no device']
# asend()
#   one receiver fails
#     except ValueError catches: no address
#   two receivers fail
#     except ValueError misses: ExceptionGroup
#     it holds: ['no address', 'no device']
# asend_robust()
# (log of django.dispatch: Error calling mail in Signal.send_robust() (no address))
# (log of django.dispatch: Error calling push in Signal.send_robust() (no device))
#     count is done
#   the sender gets: [ValueError('no address'), ValueError('no device'), None]
# an object with an async __call__
#   the sender gets a coroutine
# send() within an event loop
#   RuntimeError: You cannot use AsyncToSync in the same thread as an async event loop

# On Django 5.2 and 6.0:
# send()
#   one receiver fails
#     except ValueError catches: no address
#   two receivers fail
#     except ValueError catches: no address
# asend()
#   one receiver fails
#     count is done
#     except ValueError catches: no address
#   two receivers fail
#     count is done
#     except ValueError catches: no address
# asend_robust()
# (log of django.dispatch: Error calling mail in Signal.send_robust() (no address))
# (log of django.dispatch: Error calling push in Signal.send_robust() (no device))
#     count is done
#   the sender gets: [ValueError('no address'), ValueError('no device'), None]
# an object with an async __call__
#   the sender gets a coroutine
# send() within an event loop
#   RuntimeError: You cannot use AsyncToSync in the same thread as an async event loop
