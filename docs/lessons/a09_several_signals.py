"""One receiver, two signals: how often is it connected?

`@receiver([order_paid, order_refunded])` decorates one function. The app's `ready()` also connects
a closure. Then a test builds the app registry again, so `ready()` runs a second time. Each signal
is sent once.

- a. The function runs once for each signal; the closure runs twice.
- b. Both run once for each signal: Django connects a receiver once.
- c. The function runs for `order_paid` only; a receiver has one signal.

**Answer: a.** `@receiver` accepts a list or a tuple of signals and calls `connect()` for each of
them. Each signal has its own list, so nothing is duplicated. The receiver learns from the keyword
`signal` which one it received. The decorator passes other arguments on, such as `sender` and
`dispatch_uid`; one `dispatch_uid` serves all signals of the list.

A second `ready()` connects the same function again, which has no effect. The closure is a new
object each time, so it is connected again. There are two guards: connect functions of a module
only, or pass a `dispatch_uid`. The second guard keeps the *first* closure, with the values of the
first run. A flag such as `_connected = True` also works, but hides the reason.

What else `ready()` does, such as starting a thread or filling a list, happens twice in any case.

**In the shop:** `ready()` connects functions of the module `receivers`, and may run again:
`loyalty/apps.py::LoyaltyConfig.ready`. A receiver named like another one is an error:
`events/registry.py::Registry.add`.

**Source:** [Django, Signals: connecting receiver functions](https://docs.djangoproject.com/en/6.1/topics/signals/#connecting-receiver-functions),
[AppConfig.ready](https://docs.djangoproject.com/en/6.1/ref/applications/#django.apps.AppConfig.ready)

**Keywords:** `@receiver`, `ready()`, `dispatch_uid`, duplicates
"""

import stage

stage.set_up()

from django.apps import AppConfig
from django.apps.registry import Apps
from django.dispatch import Signal, receiver

order_paid, order_refunded = Signal(), Signal()
NAMES = {order_paid: "order_paid", order_refunded: "order_refunded"}
stage.write(loyalty="")


@receiver([order_paid, order_refunded])
def update_points(signal, **kwargs):
    print(f"  update_points: {NAMES[signal]}")


class LoyaltyConfig(AppConfig):
    name, path = "loyalty", "."
    runs, options = 0, {}

    def ready(self):
        LoyaltyConfig.runs += 1
        run = LoyaltyConfig.runs

        def log(**kwargs):
            print(f"  log, connected by run {run} of ready()")

        order_paid.connect(update_points)
        order_paid.connect(log, weak=False, **self.options)


def start():
    Apps(["__main__.LoyaltyConfig"])  # as django.setup() does with INSTALLED_APPS


def send_all():
    for signal, name in NAMES.items():
        print(f" {name} is sent")
        signal.send(sender=None)


print("ready() has run once")
start()
send_all()
print("ready() has run twice")
start()
send_all()
print("with a dispatch_uid, after two more runs")
order_paid.receivers.clear()
LoyaltyConfig.options = {"dispatch_uid": "loyalty.log"}
start()
start()
order_paid.send(sender=None)

# Output:
# ready() has run once
#  order_paid is sent
#   update_points: order_paid
#   log, connected by run 1 of ready()
#  order_refunded is sent
#   update_points: order_refunded
# ready() has run twice
#  order_paid is sent
#   update_points: order_paid
#   log, connected by run 1 of ready()
#   log, connected by run 2 of ready()
#  order_refunded is sent
#   update_points: order_refunded
# with a dispatch_uid, after two more runs
#   update_points: order_paid
#   log, connected by run 3 of ready()
