"""Three callbacks wait for the commit. The second raises an error. What happens?

An order is written. `on_commit()` is told to send a mail, to count the sale, and to drop a page
from the cache. Counting fails.

- a. The order is rolled back: the transaction did not end well.
- b. The order is there, mail and cache are done, the error is in the log.
- c. The order is there, the cache is not dropped, and the customer sees an error 500.

**Answer: c.** Callbacks run one after the other, after the commit, while `atomic()` is being
left. The first error ends the loop, and the callbacks behind it are gone for good: the list has
been emptied already. The error leaves through `atomic()`, as if the transaction had failed. The
view answers 500, and the customer may order once more.

With `robust=True` each callback's error is caught and logged, and the others run. It is off by
default, and everybody has to think of it: one who forgets takes the callbacks of others down.
Nor does anybody try again: what remains is a line in a log.

**Often said:** `on_commit()` makes side effects safe. It makes sure that they come late enough,
not that they come.

**In the shop:** the kernel registers everything with `robust=True`, for instance in
`events/publishing.py::_finish`. Each `AFTER_COMMIT` receiver has a callback of its
own, which keeps the outcome: `events/after_commit.py::run_after_commit`. What must happen is
`DURABLE`, and tried again.

**Source:** [Django ticket 33616](https://code.djangoproject.com/ticket/33616), which brought
`robust`; [CVAT](https://github.com/cvat-ai/cvat/pull/7460), where a webhook's failure would have
become an error 500
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
