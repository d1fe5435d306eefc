"""What does Django announce by itself?

You listen to three of Django's signals: `post_save`, `user_logged_in` and `request_finished`.
A customer signs up, logs in, and looks at a page. What do you hear?

- a. `post_save` once, for the sign-up; then the login; then the request.
- b. `post_save` twice: for the sign-up and for the login; then the request.
- c. Nothing, until `ready()` switches the signals on.

**Answer: b.** A signal is an announcement to whoever has connected: Django sends these at fixed
points, in any case. The second `post_save` shows that Django listens to itself: the auth app
hears `user_logged_in` and saves the user's `last_login`. Neither the login nor the model knows
of the other.

Each signal says what is near at hand for its sender. `post_save` brings the instance and
`created`, `user_logged_in` the user and the request, `request_finished` nothing: it cannot say
which request it was.

They are enough where your fact *is* Django's fact: a row was saved, somebody logged in, a
request is over.

**Often said:** that you can run code after a save "without changing the code that does the
saving". True, and the reason why nobody who reads that code knows what else it does.

**In the shop:** one built-in signal is used by the lab, see
`examples/lab/apps.py::LabConfig.ready`. No app of the shop itself listens to a model being saved.

**Source:** [Django, Signals reference](https://docs.djangoproject.com/en/6.1/ref/signals/),
[contrib/auth/apps.py](https://github.com/django/django/blob/stable/6.1.x/django/contrib/auth/apps.py)
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
print("looking at a page")
browser.get("/")

# Output:
# signing up
#   post_save: ada, created=True, fields=set()
# logging in
#   post_save: ada, created=False, fields={'last_login'}
#   user_logged_in: ada
# looking at a page
#   request_finished: with ['signal']
