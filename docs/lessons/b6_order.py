"""`mail` connects first, `award` second. Which of them runs first?

Each is connected by the `ready()` of an app of its own.

- a. `mail`: receivers run in the order in which they were connected.
- b. That is not defined: no order is guaranteed.
- c. `mail`, unless it is async; and who connects first is decided in the settings.

**Answer: c.** Receivers run in the order in which they were connected; Django documents it. But
it is nobody's decision. `ready()` runs in the order of `INSTALLED_APPS`: who sorts that list
sorts your receivers. And when `mail` becomes `async def mail`, it runs after all sync receivers,
wherever it was connected.

**Often said:** "the order is not guaranteed". It is, which is worse: code comes to rely on it by
accident, passes every test, and breaks when somebody tidies up the settings. The advice that goes
with it is right: no receiver may depend on another.

**In the shop:** what has to happen in an order is called in an order, in one function:
`orders/services/completing.py::complete_order`. Receivers rely on none: one order's events end in
the same state in any order of delivery, see the ledger's rule in `loyalty/services.py::award_points`.

**Source:** [Django, Signals: listening](https://docs.djangoproject.com/en/6.1/topics/signals/#listening-to-signals),
[AppConfig.ready](https://docs.djangoproject.com/en/6.1/ref/applications/#django.apps.AppConfig.ready)
"""

import stage

stage.set_up()

from django.apps import AppConfig
from django.apps.registry import Apps
from django.dispatch import Signal

order_paid = Signal()


def mail(sender, **kwargs):
    return "mail"


async def async_mail(sender, **kwargs):
    return "async mail"


def award(sender, **kwargs):
    return "award"


stage.write(mails="", points="")
mailer = mail


class MailConfig(AppConfig):
    name, path = "mails", "."

    def ready(self):
        order_paid.connect(mailer)


class PointsConfig(AppConfig):
    name, path = "points", "."

    def ready(self):
        order_paid.connect(award)


def order_with(installed_apps):
    order_paid.receivers.clear()
    Apps(installed_apps)  # as django.setup() does with those of the settings
    return [answer for _, answer in order_paid.send(sender=None)]


mails, points = "__main__.MailConfig", "__main__.PointsConfig"
print("mails, points:           ", order_with([mails, points]))
print("points, mails:           ", order_with([points, mails]))
mailer = async_mail
print("mails, points, and async:", order_with([mails, points]))

# Output:
# mails, points:            ['mail', 'award']
# points, mails:            ['award', 'mail']
# mails, points, and async: ['award', 'async mail']
