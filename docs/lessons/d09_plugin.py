"""A plugin is disabled while an event waits for it. What happens to the event?

A dashboard from outside the project subscribes to `order_paid` with a durable receiver. An order
is paid; before a worker delivers the event, the dashboard is removed from the settings. A week
later it is back.

- a. The event is lost for the dashboard.
- b. It fails, again and again, until its attempts are used up.
- c. It waits, and is delivered when the dashboard is back.

**Answer: c.** This is the promise of a signal as an extension point: the shop names no plugin,
the plugin names the shop. The receivers that are connected at the moment of publishing count;
each durable receiver gets its own row. A worker takes only rows whose receiver is connected.
The others wait, use no attempt, and appear as "unknown receiver", so that a mistake is noticed.

The same rule covers a deployment in which an old worker runs beside a new web process.

With plain signals, the plugin receives only what happens while it is loaded, in that process.

**Often said:** signals make plugins possible "without modifying the core". They do. Add that the
plugin must not be able to break the core, nor lose what it was promised.

**In the shop:** `config/settings.py::PLUGIN_APPS` lists the plugins;
`events/delivery/claim.py::claim` skips deliveries without a connected receiver.

**Source:** [Django, applications: for application users](https://docs.djangoproject.com/en/6.1/ref/applications/#for-application-users)

**Keywords:** durable receivers, `INSTALLED_APPS`, plugins, unknown receivers
"""

import stage

stage.write(
    dashboard__receivers="""
def count_order(*, event, metadata, **kwargs):
    print(f"  the dashboard counts order {event.number}")
""",
    dashboard__apps="""
from django.apps import AppConfig

class DashboardConfig(AppConfig):
    name = "dashboard"

    def ready(self):  # the whole plugin: it names the shop, the shop does not name it
        from __main__ import order_paid
        from dashboard import receivers
        from events.api import DURABLE
        order_paid.connect(receivers.count_order, delivery=DURABLE)
""",
)
stage.set_up("events")

from dataclasses import dataclass

from django.apps.registry import Apps

from events.api import EventSignal, unit_of_work
from events.models import Delivery
from events.testing import deliver_all

stage.create_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    number: int


order_paid = EventSignal(OrderPaid)


def pay(number):
    with unit_of_work():
        order_paid.publish(OrderPaid(number=number))
    print(f"order {number} is paid")


def show():
    for delivery in Delivery.objects.order_by("pk"):
        print(f"  {delivery.receiver}: {delivery.status}, {delivery.attempts} attempts")


pay(1)
print("the plugin is installed")
Apps(["dashboard.apps.DashboardConfig"])  # as django.setup() does
pay(2)
print("the plugin is disabled, a worker looks for work")
from dashboard.receivers import count_order

order_paid.disconnect(count_order)
deliver_all()
show()
print("the plugin is back, a worker looks for work")
Apps(["dashboard.apps.DashboardConfig"])
deliver_all()
show()

# Output:
# order 1 is paid
# the plugin is installed
# order 2 is paid
# the plugin is disabled, a worker looks for work
#   dashboard.count_order: pending, 0 attempts
# the plugin is back, a worker looks for work
#   the dashboard counts order 2
#   dashboard.count_order: done, 1 attempts
