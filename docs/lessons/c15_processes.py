"""A price changes in one web worker, and its receiver clears the cache. Which worker shows it?

The shop runs in two processes, which have imported the same code and connected the same receiver.
The cached price is stored in `LocMemCache`, Django's default, or in a cache of files.

- a. Both: the receiver is connected in both.
- b. Only the one in which the price was changed, with every cache.
- c. With the cache in memory only that one, with the files both.

**Answer: c.** A signal is a list in the memory of one process, and `send()` walks through that
list. Nothing reaches another process: not a second web worker, nor the site from a management
command or a cron job. The receiver *is* connected there, and is not called.

A receiver may therefore only touch what all processes share: the database, a shared cache, a
queue. What it changes in its own memory (a `LocMemCache`, an `lru_cache`, a global variable)
changes in one process only. Customers see the old or the new price by chance, from one reload to
the next.

A cache of files is shared by the processes of one machine. With several machines it has the same
fault, and no setting warns you.

In development it works: `runserver` is one process.

**Often said:** "`send()` reaches every receiver that is connected". In its own process.

**In the shop:** `storefront/connections.py::cache` chooses a cache that the processes of one
machine share; use Redis for several. Work for other processes is a row that the next free worker
takes: `events/publish.py::_queue`.

**Source:** [Django, local-memory caching](https://docs.djangoproject.com/en/6.1/topics/cache/#local-memory-caching),
[Saleor #2354](https://github.com/saleor/saleor/issues/2354), where it was the sessions

**Keywords:** cache, `LocMemCache`, processes, web workers
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


def invalidate(sender, cache, **kwargs):
    cache.delete("teapot")
    print(f"  process {sender}: deletes the cached price", flush=True)


def show(process, cache, price):
    """Show what a page shows: the cached price, or else the one in the database."""
    shown = cache.get_or_set("teapot", price)
    print(f"  process {process}: shows {shown}", flush=True)


price_changed.connect(invalidate)
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
#   process 2: deletes the cached price
#   process 2: shows 52.00
#   process 1: shows 48.50
# FileBasedCache
#   process 1: shows 48.50
#   process 2: deletes the cached price
#   process 2: shows 52.00
#   process 1: shows 52.00
