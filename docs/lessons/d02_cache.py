"""The price changes, the cache entry is deleted after the commit. Can the old price come back?

A page is cached under its product's name. A reader reads the database just before a writer
commits a new price, and is slow to render the page.

- a. No: the entry was deleted after the commit, so the next reader finds the new price.
- b. Yes, for a moment: until the writer deletes the entry.
- c. Yes: the slow reader stores it after the deletion, and it stays until it expires.

**Answer: c.** Deleting after the commit is necessary: before it, the next reader would read the
old row and store it. It is not sufficient. The reader that had read the old row stores its page
last, and nothing deletes it again. Without a time to live it stays for good.

A short time to live limits the damage. It also covers a process that dies between commit and
deletion. A key that changes removes the race: the reader first fetches a random *token* of the
product, then reads the database, then stores under a key that contains the token. To invalidate,
delete the token. The late page is stored under a key that is never read again. This costs a second
cache access for each read.

**Often said:** "invalidate the cache in a `post_save` receiver". That is inside the transaction,
too early; and bulk updates send no signal (B8).

**In the shop:** pages are cached for a minute and deleted by `AFTER_COMMIT` receivers:
`inventory/services/pages.py::cached`, `inventory/services/pages.py::invalidate_product_pages`. An
old price lasts a minute at most; the checkout reads the database.

**Source:** [Facebook, Scaling Memcache, 3.2.1: stale sets](https://www.usenix.org/system/files/conference/nsdi13/nsdi13-final170_update.pdf)

**Keywords:** cache invalidation, race conditions, `get_or_set()`, time to live
"""

import itertools

import stage

stage.set_up()

from django.core.cache import cache

database = {"teapot": "48.50"}
tokens = itertools.count(1)  # random in production


def render(meanwhile):
    """Render a page from the database's price. `meanwhile` runs before the page is ready."""
    price = database["teapot"]
    meanwhile()
    return f"teapot, {price}"


def page(meanwhile=lambda: None):
    return cache.get_or_set("teapot", lambda: render(meanwhile), timeout=60)


def invalidate():
    cache.delete("teapot")


def page_with_token(meanwhile=lambda: None):
    token = cache.get_or_set("token:teapot", lambda: next(tokens))
    return cache.get_or_set(f"teapot:{token}", lambda: render(meanwhile), timeout=60)


def invalidate_token():
    cache.delete("token:teapot")


def a_minute_passes():
    cache.clear()  # as the time to live does


for name, read, delete in (
    ("one key, 60 seconds to live", page, invalidate),
    ("a key with a token", page_with_token, invalidate_token),
):
    a_minute_passes()
    database["teapot"] = "48.50"

    def change_the_price(delete=delete):
        database["teapot"] = "52.00"  # committed
        delete()  # after the commit

    print(name)
    print("  the slow reader sees: ", read(change_the_price))
    print("  later readers see:    ", read())
    a_minute_passes()
    print("  a minute later:       ", read())

# Output:
# one key, 60 seconds to live
#   the slow reader sees:  teapot, 48.50
#   later readers see:     teapot, 48.50
#   a minute later:        teapot, 52.00
# a key with a token
#   the slow reader sees:  teapot, 48.50
#   later readers see:     teapot, 52.00
#   a minute later:        teapot, 52.00
