"""Three callbacks wait for the commit. The second raises an error. What happens?

An order is written. `on_commit()` registers three callbacks: send a mail, count the sale, drop a
page from the cache. Counting fails.

- a. The order rolls back: the transaction did not end well.
- b. The order is saved, mail and cache are done, the error is in the log.
- c. The order is saved, the page stays in the cache, and the customer sees an error 500.

**Answer: c.** Callbacks run one after another, after the commit, while `atomic()` exits. The first
error ends the loop. The callbacks behind it are lost: the list has been emptied already. The error
leaves through `atomic()`, as if the transaction had failed. The view answers 500, and the customer
may order again.

With `robust=True` each callback's error is caught and logged, and the others run. It is off by
default, so one developer who forgets it stops the callbacks of others. Nothing is retried: a log
line remains.

**Often said:** `on_commit()` makes side effects safe. It ensures that they run late enough, not
that they run.

**In the shop:** the kernel registers its callbacks with `robust=True`, for instance in
`events/publish.py::_publish`. Each `AFTER_COMMIT` receiver has its own callback:
`events/after_commit.py::run_after_commit`. Work that must happen is `DURABLE` and retried.

**Source:** [Django ticket 33616](https://code.djangoproject.com/ticket/33616), which added
`robust`; [CVAT](https://github.com/cvat-ai/cvat/pull/7460), where a webhook's failure would have
become an error 500

**Keywords:** error 500, `on_commit()`, `robust=True`
"""

import stage

stage.set_up()
stage.show_log("django.db.backends.base")

from functools import partial

from django.db import models, transaction


class Order(models.Model):
    pass


stage.create_tables()


def send_mail():
    print("  mail sent")


def count_sale():
    raise ConnectionError("the statistics are down")


def drop_page():
    print("  page dropped from the cache")


for robust in (False, True):
    print(f"robust={robust}")
    after_commit = partial(transaction.on_commit, robust=robust)
    try:
        with transaction.atomic():
            Order.objects.create()
            after_commit(send_mail)
            after_commit(count_sale)
            after_commit(drop_page)
        print("  the customer sees: Thank you!")
    except ConnectionError as error:
        print(f"  the customer sees: error 500 ({error})")
    print("  orders:", Order.objects.count())
    Order.objects.all().delete()

# Output:
# robust=False
#   mail sent
#   the customer sees: error 500 (the statistics are down)
#   orders: 1
# robust=True
#   mail sent
# (log of django.db.backends.base: Error calling count_sale in on_commit() during transaction (the
#     statistics are down).)
#   page dropped from the cache
#   the customer sees: Thank you!
#   orders: 1
