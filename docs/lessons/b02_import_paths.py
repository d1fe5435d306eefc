"""One file, one decorated function. How can it run three times?

`shop/points.py` holds one receiver with `@receiver`. One part of the project imports it as
`shop.points`. Another imports it as `points`, since the folder `shop` is also on the path. Later
the module is reloaded.

- a. It cannot: the same function is connected once.
- b. It runs twice, with or without the reload.
- c. It runs twice; whether the reload adds a third depends on `DEBUG`.

**Answer: c.** For Python, `shop.points` and `points` are two modules. The file runs twice and
makes two functions with different ids, and Django compares ids. This happens in projects that put
their apps' folder on the path, and in tests.

A reload runs the file again. The old function loses its name and is collected, since the signal
holds it weakly. With `DEBUG=True`, a cache of signatures inside Django still holds it (B5), so it
runs as well. The development server's autoreload is different: it starts a new process.

A `dispatch_uid` without the module's name unites the two paths. After a reload it does harm: the
new function is dropped, because the old one is still connected, and then the old one is collected.
The signal is left without a receiver.

**Often said:** "connecting twice is harmless", or "always runs it twice". Both are wrong: the same
object is connected once (A6), the same code under two paths twice.

**In the shop:** a second import path would declare its signals again and is rejected with a hint:
`events/registry.py::Registry.declare`. So is the second function:
`events/registry.py::Registry.add`.

**Source:** [Django, Signals: preventing duplicate signals](https://docs.djangoproject.com/en/6.1/topics/signals/#preventing-duplicate-signals)

**Keywords:** `dispatch_uid`, duplicates, import paths, reload
"""

import importlib
import sys

import stage
from django.test import override_settings

stage.set_up()
POINTS = """
from channel import order_paid
from django.dispatch import receiver

@receiver(order_paid{uid})
def award_points(sender, **kwargs):
    return "10 points"
"""
folder = stage.write(
    channel="from django.dispatch import Signal\norder_paid = Signal()",
    shop__points=POINTS.format(uid=""),
    shop__uid_points=POINTS.format(uid=', dispatch_uid="award_points"'),
)
sys.path.append(str(folder / "shop"))

import channel


def runs():
    return len(channel.order_paid.send(sender=None))


def walk(name):
    channel.order_paid.receivers.clear()
    sys.modules.pop(f"shop.{name}", None)
    sys.modules.pop(name, None)
    module = importlib.import_module(f"shop.{name}")
    print(f"  imported as shop.{name}: runs", runs())
    importlib.import_module(f"shop.{name}")
    print("  imported again:", runs())
    importlib.import_module(name)
    print(f"  also imported as {name}:", runs())
    importlib.reload(module)
    print(f"  shop.{name} reloaded:", runs())


for debug in (False, True):
    print(f"DEBUG={debug}")
    with override_settings(DEBUG=debug):
        walk("points")
print("with a dispatch_uid, DEBUG=False")
walk("uid_points")

# Output:
# DEBUG=False
#   imported as shop.points: runs 1
#   imported again: 1
#   also imported as points: 2
#   shop.points reloaded: 2
# DEBUG=True
#   imported as shop.points: runs 1
#   imported again: 1
#   also imported as points: 2
#   shop.points reloaded: 3
# with a dispatch_uid, DEBUG=False
#   imported as shop.uid_points: runs 1
#   imported again: 1
#   also imported as uid_points: 1
#   shop.uid_points reloaded: 0
