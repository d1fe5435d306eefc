"""A receiver works on your machine, with DEBUG on. Will it work in production?

`ready()` connects a function that it defines inside itself. With `DEBUG=True` the function runs
whenever the signal is sent. Production has `DEBUG=False`.

- a. It works the same: `DEBUG` is for error pages.
- b. The receiver never runs, and there is no error.
- c. Django refuses the connection with an error.

**Answer: b.** `connect()` keeps a weak reference. When `ready()` returns, nothing else holds the
inner function, and it is collected. With `DEBUG=True` it survives by accident: `connect()` checks
that the receiver accepts `**kwargs`, reads its signature for this, and a cache of signatures
inside Django keeps the function alive. The cache is an `lru_cache` of 512 entries. When 512 other
functions have pushed the receiver out, it also disappears in development.

The check is the other difference. With `DEBUG=True`, `connect()` refuses a receiver without
`**kwargs`. With `DEBUG=False` it accepts the receiver, and the first `send()` fails.

**Often said:** Django refuses a receiver without `**kwargs`; its own page says so. It does with
`DEBUG=True` only.

**In the shop:** `events/registry.py::check_receiver` requires `**kwargs` in every mode,
`events/signal.py::EventSignal.connect` keeps a strong reference, and the tests run with
`DEBUG=False`.

**Source:** [Django, Signals: receiver functions](https://docs.djangoproject.com/en/6.1/topics/signals/#receiver-functions),
[django/utils/inspect.py](https://github.com/django/django/blob/stable/6.1.x/django/utils/inspect.py)

**Keywords:** `DEBUG`, `**kwargs`, `lru_cache`, weak references
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


def fill_the_cache():
    for number in range(512):
        Signal().connect(eval(f"lambda n={number}, **kwargs: n"))  # 512 other functions


for debug in (True, False):
    print(f"DEBUG={debug}")
    with override_settings(DEBUG=debug):
        order_paid = Signal()
        ready(order_paid)
        print("  local function:", [answer for _, answer in order_paid.send(sender=None)])
        if debug:
            fill_the_cache()
            print("  after 512 others:", [answer for _, answer in order_paid.send(sender=None)])

        try:
            order_paid.connect(no_kwargs)
        except ValueError as refused:
            print("  without **kwargs: connect() raises", refused)
            continue
        try:
            order_paid.send(sender=None)
        except TypeError as broken:
            print("  without **kwargs: send() raises", broken)

# Output:
# DEBUG=True
#   local function: ['10 points']
#   after 512 others: []
#   without **kwargs: connect() raises Signal receivers must accept keyword arguments (**kwargs).
# DEBUG=False
#   local function: []
#   without **kwargs: send() raises no_kwargs() got an unexpected keyword argument 'signal'
