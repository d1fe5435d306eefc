"""A plugin is switched off while an event is waiting for it. What becomes of the event?

A dashboard, installed from outside, hears `order_paid` durably. An order is paid; before a worker
comes to it, the dashboard is taken out of the settings. A week later it is back.

- a. The event is lost for the dashboard.
- b. It fails, again and again, until its attempts are used up.
- c. It waits, and is delivered when the dashboard is back.

**Answer: c.** That is the promise of a signal as an extension point: the shop names nobody, the
plugin names the shop. Whoever is installed is asked at the moment of publishing; each durable
receiver gets a row of its own. A worker takes only rows whose receiver it knows. Others wait, use
up no attempt, and are shown as "no receiver", so that somebody notices if it was a mistake.

The same rule serves a deployment in which an old worker runs beside a new web process.

With plain signals, the plugin would have heard all that happened while it was loaded, in that
process, and nothing else.

**Often said:** signals make plugins possible "without modifying the core". So they do; add that
the plugin must not be able to break the core, or to lose what it was promised.

**In the shop:** `config/environment/plugins.py::plugin_apps` reads `PLUGIN_APPS`;
`events/leases.py::due` leaves out what nobody here can receive.

**Source:** [Django, applications: for application users](https://docs.djangoproject.com/en/6.1/ref/applications/#for-application-users)
"""

import stage

stage.write(
    dashboard__receivers="""
def count_order(*, event, meta, **kwargs):
    print(f"  the dashboard counts order {event.number}")
""",
    dashboard__apps="""
from django.apps import AppConfig

class DashboardConfig(AppConfig):
    name = "dashboard"

    def ready(self):  # the whole plugin: it names the shop, the shop does not name it
        from __main__ import order_paid
        from dashboard import receivers
        from events import DURABLE
        order_paid.connect(receivers.count_order, delivery=DURABLE)
""",
)
stage.set_up("events")

from dataclasses import dataclass

from django.apps.registry import Apps

from events import EventSignal, unit_of_work
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
print("the plugin is switched off, a worker looks for work")
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
# the plugin is switched off, a worker looks for work
#   dashboard.count_order: pending, 0 attempts
# the plugin is back, a worker looks for work
#   the dashboard counts order 2
#   dashboard.count_order: done, 1 attempts
