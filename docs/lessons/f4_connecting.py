"""Must a receiver be connected before the signal is sent?

Three receivers of `order_paid`: one connected in `ready()`, one by `@receiver` in a module that
nobody imports, one by `@receiver` in a module that a view imports when it is first needed. The
first order is paid, the view runs, a second order is paid.

- a. All three hear of both orders: Django finds decorated functions in all installed apps.
- b. The first hears of both, the second of none, the third of the second order.
- c. All three hear of both: a signal keeps what it has sent for who comes later.

**Answer: b.** Sending is a loop over who is connected now. Nothing is kept. `@receiver` is a call
of `connect()`, written above the function: it happens when the module is imported, and Django
imports of an app only `apps` and `models`. So at module level it is chance who listens, and from
when: it depends on who imports what first. `ready()` runs once, when all apps are loaded, before
the first request.

**Often said:** "connect receivers in `ready()`, since at import time they may be connected several
times". Python runs a module once, so that they are connected once there, too. The reason is the
other one: they may be connected late, or never.

**In the shop:** `ready()` is the list of what an app hears: `loyalty/apps.py::LoyaltyConfig.ready`.

**Source:** [Django, Signals: where should this code live?](https://docs.djangoproject.com/en/6.1/topics/signals/#connecting-receiver-functions),
[AppConfig.ready](https://docs.djangoproject.com/en/6.1/ref/applications/#django.apps.AppConfig.ready)
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

    def ready(self):
        from points import receivers, signals
        signals.order_paid.connect(receivers.award_points)
""",
    points__statistics=RECEIVER.format(name="count_order"),
    points__reports=RECEIVER.format(name="draw_report"),
)
stage.set_up("points.apps.PointsConfig")

from points.signals import order_paid


def heard_by():
    return [answer for _, answer in order_paid.send(sender=None)]


def view():
    import points.reports  # noqa: F401  when it is first needed


print("first order: ", heard_by())
view()
print("second order:", heard_by())

# Output:
# first order:  ['award_points']
# second order: ['award_points', 'draw_report']
