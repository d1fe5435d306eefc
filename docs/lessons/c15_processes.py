"""A price changes in one web worker, and its receiver clears the cache. Which worker shows it?

The shop runs in two processes, which have imported the same code and connected the same receiver.
The cached price is kept in `LocMemCache`, Django's default, or in a cache of files.

- a. Both: the receiver is connected in both.
- b. Only the one in which the price was changed, whatever the cache.
- c. With the cache in memory only that one, with the files both.

**Answer: c.** A signal is a list in the memory of one process, and `send()` walks through that
list. Nothing goes to another process: not to the second web worker, nor from a management command
or a cron job to the site. The receiver *is* connected there, and is not called.

So a receiver may only touch what all processes share: the database, a shared cache, a queue. What
it does to its own memory (a `LocMemCache`, an `lru_cache`, a global variable) is done in one
process and forgotten in all others, and customers see the old or the new price by chance, from
one reload to the next.

In development it works: `runserver` is one process.

**Often said:** "`send()` reaches every receiver that is connected". In its own process. From
there to publish-subscribe it is some way.

**In the shop:** a cache that processes do not share cannot be configured,
`config/environment/caching.py::cache`. And what others have to do is a row that whichever worker
finds it first will take: `events/publishing.py::_deliveries`.

**Source:** [Django, local-memory caching](https://docs.djangoproject.com/en/6.1/topics/cache/#local-memory-caching),
[Saleor #2354](https://github.com/saleor/saleor/issues/2354), where it was the sessions
"""

import os

import stage

BACKENDS = "django.core.cache.backends"
stage.set_up(
    CACHES={
        "default": {"BACKEND": f"{BACKENDS}.locmem.LocMemCache"},
        "files": {"BACKEND": f"{BACKENDS}.filebased.FileBasedCache", "LOCATION": stage.write()},
    }
)

from django.core.cache import caches
from django.dispatch import Signal

price_changed = Signal()


def forget(sender, cache, **kwargs):
    cache.delete("teapot")
    print(f"  process {sender}: forgets the cached price", flush=True)


def show(process, cache, price):
    """What a page shows: the cached price, or else the one in the database."""
    shown = cache.get_or_set("teapot", price)
    print(f"  process {process}: shows {shown}", flush=True)


price_changed.connect(forget)
for name in caches:
    cache = caches[name]
    print(type(cache).__name__)
    show(1, cache, price="48.50")
    if (child := os.fork()) == 0:  # as a web server makes its workers
        price_changed.send(sender=2, cache=cache)
        show(2, cache, price="52.00")
        os._exit(0)
    os.waitpid(child, 0)
    show(1, cache, price="52.00")

# Output:
# LocMemCache
#   process 1: shows 48.50
#   process 2: forgets the cached price
#   process 2: shows 52.00
#   process 1: shows 48.50
# FileBasedCache
#   process 1: shows 48.50
#   process 2: forgets the cached price
#   process 2: shows 52.00
#   process 1: shows 52.00
