"""It was tried on your machine, with DEBUG on. Will it work in production?

`ready()` connects a function that it has defined just there. With `DEBUG=True`, the function is
called whenever the signal is sent. Now `DEBUG=False`, as in production.

- a. It works the same: `DEBUG` is for error pages.
- b. The receiver is never called, and nothing says so.
- c. Django refuses the connection with an error.

**Answer: b.** `connect()` keeps a weak reference. When `ready()` returns, nobody holds the inner
function any more, and it is collected. With `DEBUG=True` it survives by accident: `connect()`
checks that the receiver takes `**kwargs`, the check asks for its signature, and a cache of
signatures inside Django keeps the function alive.

That check is the other difference. A receiver without `**kwargs` is refused where it is connected
with `DEBUG=True`. With `DEBUG=False` it is taken, and breaks the first `send()` in production.

**Often said:** that Django refuses a receiver without `**kwargs`; its own page says so. With
`DEBUG=True` only. And that weak references prevent leaks. They also lose receivers, and only
where you do not look.

**In the shop:** `events/functions.py::checked_function` asks for `**kwargs` and a module-level
function always, `events/event_signal.py::EventSignal.connect` keeps it by a strong reference, and
the tests run with `DEBUG=False`.

**Source:** [Django, Signals: receiver functions](https://docs.djangoproject.com/en/6.1/topics/signals/#receiver-functions),
[django/utils/inspect.py](https://github.com/django/django/blob/stable/6.1.x/django/utils/inspect.py)
"""

import stage
from django.dispatch import Signal
from django.test import override_settings

stage.set_up()


def ready(order_paid):
    def award_points(sender, **kwargs):  # only this call of ready() holds it
        return "10 points"

    order_paid.connect(award_points)


def no_kwargs(sender):
    return "never reached"


for debug in (True, False):
    print(f"DEBUG={debug}")
    with override_settings(DEBUG=debug):
        order_paid = Signal()
        ready(order_paid)
        print("  local function:", [answer for _, answer in order_paid.send(sender=None)])

        try:
            order_paid.connect(no_kwargs)
        except ValueError as refused:
            print("  without **kwargs: connect() says", refused)
            continue
        try:
            order_paid.send(sender=None)
        except TypeError as broken:
            print("  without **kwargs: send() says", broken)

# Output:
# DEBUG=True
#   local function: ['10 points']
#   without **kwargs: connect() says Signal receivers must accept keyword arguments (**kwargs).
# DEBUG=False
#   local function: []
#   without **kwargs: send() says no_kwargs() got an unexpected keyword argument 'signal'
