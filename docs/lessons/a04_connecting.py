"""Must a receiver be connected before the signal is sent?

`order_paid` has three receivers: one connected in `ready()`, one by `@receiver` in a module that
is never imported, and one by `@receiver` in a module that a view imports. The first order is
paid, the view runs, and a second order is paid.

- a. All three receive both orders: Django finds decorated functions in all installed apps.
- b. The first receives both, the second receives none, the third receives the second order.
- c. All three receive both: a signal stores what it has sent for later receivers.

**Answer: b.** `send()` loops over the receivers that are connected now. Nothing is stored.
`@receiver` calls `connect()` when its module is imported. Django imports only the modules `apps`
and `models` of an app. At module level it therefore depends on the order of imports who receives
what. `ready()` runs when all apps are loaded, before the first request.

`ready()` runs once for each app registry. A process usually has one; tests may build more. The
last line shows that a second run does no harm here: the same function is connected once.

**Often said:** "connect receivers in `ready()`, since at import time they may be connected several
times". Python runs a module once, so import time also connects once. The real reason is different:
at import time they may be connected late, or never.

**In the shop:** `ready()` lists what an app receives: `loyalty/apps.py::LoyaltyConfig.ready`.

**Source:** [Django, Signals: where should this code live?](https://docs.djangoproject.com/en/6.1/topics/signals/#connecting-receiver-functions),
[AppConfig.ready](https://docs.djangoproject.com/en/6.1/ref/applications/#django.apps.AppConfig.ready)

**Keywords:** `connect()`, `@receiver`, `ready()`, import order
"""

import stage

RECEIVER = """
from django.dispatch import receiver
from points.signals import order_paid

@receiver(order_paid)
def {name}(sender, **kwargs):
    return "{name}"
"""

stage.write(
    points__signals="from django.dispatch import Signal\norder_paid = Signal()",
    points__receivers="def award_points(sender, **kwargs):\n    return 'award_points'",
    points__apps="""
from django.apps import AppConfig

class PointsConfig(AppConfig):
    name = "points"

    runs = 0

    def ready(self):
        PointsConfig.runs += 1
        from points import receivers, signals
        signals.order_paid.connect(receivers.award_points)
""",
    points__statistics=RECEIVER.format(name="count_order"),
    points__reports=RECEIVER.format(name="draw_report"),
)
stage.set_up("points.apps.PointsConfig")

from django.apps.registry import Apps
from points.apps import PointsConfig
from points.signals import order_paid


def received_by():
    return [answer for _, answer in order_paid.send(sender=None)]


def view():
    import points.reports  # noqa: F401  when it is first needed


print("first order: ", received_by())
view()
print("second order:", received_by())
print("ready() has run:", PointsConfig.runs)
Apps(["points.apps.PointsConfig"])  # as a test may do
print("with a second app registry:", PointsConfig.runs)
print("third order: ", received_by())

# Output:
# first order:  ['award_points']
# second order: ['award_points', 'draw_report']
# ready() has run: 1
# with a second app registry: 2
# third order:  ['award_points', 'draw_report']
