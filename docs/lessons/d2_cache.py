"""The price changes, the cache entry is deleted after the commit. Can the old price come back?

A page is cached under its product's name. A reader reads the database just before a writer
commits a new price, and is slow to draw the page.

- a. No: the entry was deleted after the commit, so whoever reads finds the new price.
- b. Yes, for a moment: until the writer deletes the entry.
- c. Yes, and for good: the slow reader stores it after the deletion.

**Answer: c.** Deleting after the commit is necessary: before it, the next reader would fetch the
old row and store it. It is not enough. The reader who had read the old row stores its page when
everything is over, and nobody deletes it again.

The way out is a key that changes. The reader first fetches a random *token* of the product, then
reads the database, then stores under a key that contains the token. To invalidate is to drop the
token. The late page is stored under a key for which nobody asks any more.

**Often said:** "invalidate the cache in a `post_save` receiver". That is inside the transaction,
too early; and bulk updates never tell (see B8).

**In the shop:** `events/caching.py::kept` and `events/caching.py::forget`, called by
`AFTER_COMMIT` receivers. A crash between commit and receiver is bounded by a minute to live.

**Source:** [Facebook, Scaling Memcache, 3.2.1: stale sets](https://www.usenix.org/system/files/conference/nsdi13/nsdi13-final170_update.pdf)
"""

import itertools

import stage

stage.set_up()

from django.core.cache import cache

database = {"teapot": "48.50"}
tokens = itertools.count(1)  # random in earnest


def read(draw):
    """Draw a page with what the database says; `draw` takes its time."""
    price = database["teapot"]
    draw()
    return f"teapot, {price}"


# --- one key -----------------------------------------------------------------------------------


def plain_page(draw=lambda: None):
    if (page := cache.get("teapot")) is None:
        page = read(draw)
        cache.set("teapot", page)
    return page


def plain_forget():
    cache.delete("teapot")


# --- a key with a token ------------------------------------------------------------------------


def tokened_page(draw=lambda: None):
    token = cache.get_or_set("token:teapot", lambda: next(tokens))
    if (page := cache.get(f"teapot:{token}")) is None:
        page = read(draw)
        cache.set(f"teapot:{token}", page)
    return page


def tokened_forget():
    cache.delete("token:teapot")


for name, page, forget in (
    ("one key", plain_page, plain_forget),
    ("a key with a token", tokened_page, tokened_forget),
):
    cache.clear()
    database["teapot"] = "48.50"

    def somebody_changes_the_price(forget=forget):
        database["teapot"] = "52.00"  # committed
        forget()  # after the commit

    print(name)
    print("  the slow reader sees:", page(draw=somebody_changes_the_price))
    print("  everybody after sees:", page())

# Output:
# one key
#   the slow reader sees: teapot, 48.50
#   everybody after sees: teapot, 48.50
# a key with a token
#   the slow reader sees: teapot, 48.50
#   everybody after sees: teapot, 52.00
