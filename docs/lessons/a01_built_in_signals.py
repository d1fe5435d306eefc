"""What does Django announce by itself?

Receivers are connected to three of Django's signals: `post_save`, `user_logged_in` and
`request_finished`. A customer signs up, logs in and opens a page. What do the receivers print?

- a. `post_save` once, for the sign-up; then the login; then the request.
- b. `post_save` twice, for the sign-up and for the login; then the request.
- c. Nothing, until `ready()` enables the signals.

**Answer: b.** Django sends these signals at fixed points, whether or not a receiver is connected.
The second `post_save` shows that Django uses signals itself: a receiver in the auth app receives
`user_logged_in` and saves the user's `last_login`. The login does not import that receiver.

Each signal carries what its sender has. `post_save` carries the instance and `created`.
`user_logged_in` carries the user and the request. `request_finished` carries nothing: its
receivers cannot see which request ended. Others announce the life of models (`pre_save`,
`m2m_changed`), migrations (`post_migrate`), database connections (`connection_created`), changed
settings in tests (`setting_changed`) and, since Django 6.0, tasks (`task_finished`).

Built-in signals are enough if your fact *is* Django's fact: a row was saved, a user logged in, a
request ended.

**Often said:** you can run code after a save "without changing the code that does the saving".
This is true. It is also the reason why a reader of that code does not see what else happens.

**In the shop:** the lab uses one built-in signal: `examples/lab/apps.py::LabConfig.ready`. The
five apps do not use `post_save`.

**Source:** [Django, Signals reference](https://docs.djangoproject.com/en/6.1/ref/signals/),
[contrib/auth/apps.py](https://github.com/django/django/blob/stable/6.1.x/django/contrib/auth/apps.py)

**Keywords:** built-in signals, `post_migrate`, `post_save`, `request_finished`, `setting_changed`,
`task_finished`, `user_logged_in`
"""

import stage

stage.set_up(
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    ROOT_URLCONF="__main__",
)

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.core.signals import request_finished
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.test import Client
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("hello"))]
stage.create_tables()


def on_save(sender, instance, created, update_fields, **kwargs):
    print(f"  post_save: {instance}, created={created}, fields={set(update_fields or [])}")


def on_login(sender, user, **kwargs):
    print(f"  user_logged_in: {user}")


def on_finish(sender, **kwargs):
    print(f"  request_finished: with {sorted(kwargs)}")


post_save.connect(on_save, sender=User)
user_logged_in.connect(on_login)
request_finished.connect(on_finish)

browser = Client()
print("signing up")
ada = User.objects.create_user("ada")
print("logging in")
browser.force_login(ada)
print("opening a page")
browser.get("/")

# Output:
# signing up
#   post_save: ada, created=True, fields=set()
# logging in
#   post_save: ada, created=False, fields={'last_login'}
#   user_logged_in: ada
# opening a page
#   request_finished: with ['signal']
