"""One file, one decorated function. How can it be heard three times?

`shop/points.py` holds one receiver with `@receiver`. One part of the project imports it as
`shop.points`, another as `points`, since the folder `shop` is on the path, too. Later the module
is reloaded.

- a. It cannot: the very same function is kept once.
- b. It is heard twice, with or without the reload.
- c. It is heard twice; whether the reload adds a third depends on `DEBUG`.

**Answer: c.** To Python, `shop.points` and `points` are two modules. The file runs twice and
makes two functions, alike in everything but their id, which is what Django compares. This happens
in projects that put their apps' folder on the path, and in tests.

A reload runs the file once more. The old function loses its name and should be collected, since
the signal holds it weakly. With `DEBUG=True`, a cache of signatures inside Django still holds it
(see B5): then it is called as well. Autoreload of the development server is no such reload: it
starts a new process.

**Often said:** "connecting twice is harmless", or "always runs it twice". Both are wrong: the
same object is kept once (see F6), the same code reached by two paths runs twice. A `dispatch_uid`
that holds no module name makes it one again.

**In the shop:** a name has one owner. The second import path would declare its signals a second
time, and is refused with a hint: `events/registry.py::Registry.declare`; so is the second
function: `events/registry.py::Registry.add`.

**Source:** [Django, Signals: preventing duplicate signals](https://docs.djangoproject.com/en/6.1/topics/signals/#preventing-duplicate-signals)
"""

import importlib
import sys

import stage
from django.test import override_settings

stage.set_up()
folder = stage.write(
    channel="from django.dispatch import Signal\norder_paid = Signal()",
    shop__points="""
from channel import order_paid
from django.dispatch import receiver

@receiver(order_paid)
def award_points(sender, **kwargs):
    return "10 points"
""",
)
sys.path.append(str(folder / "shop"))

import channel


def heard():
    return len(channel.order_paid.send(sender=None))


for debug in (False, True):
    channel.order_paid.receivers.clear()
    sys.modules.pop("shop.points", None)
    sys.modules.pop("points", None)
    print(f"DEBUG={debug}")
    with override_settings(DEBUG=debug):
        one = importlib.import_module("shop.points")
        print("  imported as shop.points: heard", heard())
        importlib.import_module("shop.points")
        print("  and once more:           heard", heard())
        importlib.import_module("points")
        print("  also as points:          heard", heard())
        importlib.reload(one)
        print("  shop.points reloaded:    heard", heard())

# Output:
# DEBUG=False
#   imported as shop.points: heard 1
#   and once more:           heard 1
#   also as points:          heard 2
#   shop.points reloaded:    heard 2
# DEBUG=True
#   imported as shop.points: heard 1
#   and once more:           heard 1
#   also as points:          heard 2
#   shop.points reloaded:    heard 3
