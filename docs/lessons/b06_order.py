"""`mail` is connected in an app listed before the app of `award`. Does `mail` run first?

Each is connected by the `ready()` of its app. `INSTALLED_APPS` is `["mails", "points"]`. Later the
list is sorted differently, and `mail` becomes an `async` function.

- a. Yes, always: receivers run in the order of connection.
- b. It is undefined: Django guarantees no order.
- c. Now it does. The order of `INSTALLED_APPS` decides, and an async receiver runs last.

**Answer: c.** Receivers run in the order in which they were connected, as Django documents. But
no developer chose this order: `ready()` runs in the order of `INSTALLED_APPS`, so sorting that
list sorts your receivers. Answer a. misses the second rule: when `mail` becomes `async def mail`,
it runs after all sync receivers, even if it was connected first.

**Often said:** "the order is not guaranteed". It is, which is worse: code starts to rely on it by
accident, passes every test, and breaks when a developer sorts the settings. The advice that
follows is right: no receiver may depend on another.

**In the shop:** steps that need an order are calls in one function:
`orders/services/paying.py::settle_payment`. Receivers rely on no order: one order's events
give the same result in any order of delivery, as the ledger shows:
`loyalty/services.py::award_points`.

**Source:** [Django, Signals: listening](https://docs.djangoproject.com/en/6.1/topics/signals/#listening-to-signals),
[AppConfig.ready](https://docs.djangoproject.com/en/6.1/ref/applications/#django.apps.AppConfig.ready)

**Keywords:** async receivers, `INSTALLED_APPS`, order of receivers, `ready()`
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
