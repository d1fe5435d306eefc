"""The mail is sent, then the transaction rolls back. What does the customer have?

The checkout writes the order and sends `order_placed`; a receiver mails "Thank you". Then the
payment raises an error, and everything rolls back. The signal is sent inside the block, after it,
or by `on_commit`.

- a. Neither order nor mail: the receiver ran in the transaction, so its work is undone.
- b. A mail without an order; sending the signal after the block is the cure.
- c. A mail without an order, perhaps even if the signal is sent after the block.

**Answer: c.** A rollback undoes database writes and nothing else: no mail, no call to another
server, no file. `post_save` is sent in the middle of the transaction and does not help.

Below, sending after the block is still too early: an `atomic()` inside another one commits
nothing. The code that sends cannot see what surrounds it. With `ATOMIC_REQUESTS` that is always
the view. (Middleware and the rendering of a `TemplateResponse` run outside.) `on_commit()` waits
for the outermost commit; a rollback discards its callbacks.

A task queue alone does not help. The worker may start before the commit and not find the order.

**Often said:** signals are the place for "side effects like sending emails". Only for those that
can wait for the commit.

**In the shop:** the mail to send is a row, and rolls back with the order:
`events/publish.py::_queue`. A worker sends what is committed, as
`notifications/apps.py::NotificationsConfig.ready` declares.

**Source:** [Saleor](https://github.com/saleor/saleor/pull/6095),
[pretix](https://github.com/pretix/pretix/issues/3630),
[Django, performing actions after commit](https://docs.djangoproject.com/en/6.1/topics/db/transactions/#performing-actions-after-commit)

**Keywords:** `ATOMIC_REQUESTS`, e-mail, `on_commit()`, rollback, transactions
"""

import stage

stage.set_up()

from django.db import models, transaction
from django.dispatch import Signal


class Order(models.Model):
    number = models.IntegerField()


stage.create_tables()
order_placed = Signal()
mailbox = []


def mail(sender, number, **kwargs):
    mailbox.append(f"Thank you for order {number}")


order_placed.connect(mail)


def inside(number):
    with transaction.atomic():
        Order.objects.create(number=number)
        order_placed.send(sender=Order, number=number)


def after_the_block(number):
    with transaction.atomic():
        Order.objects.create(number=number)
    order_placed.send(sender=Order, number=number)


def by_on_commit(number):
    with transaction.atomic():
        Order.objects.create(number=number)
        transaction.on_commit(lambda: order_placed.send(sender=Order, number=number))


def charge(works):
    if not works:
        raise ConnectionError("the bank does not answer")


for works in (False, True):
    print("the payment works" if works else "the payment fails")
    for place in (inside, after_the_block, by_on_commit):
        Order.objects.all().delete()
        mailbox.clear()
        try:
            with transaction.atomic():  # what ATOMIC_REQUESTS puts around each view
                place(number=7)
                charge(works)
        except ConnectionError:
            pass
        print(f"  {place.__name__:16} orders: {Order.objects.count()}, mails: {len(mailbox)}")

# Output:
# the payment fails
#   inside           orders: 0, mails: 1
#   after_the_block  orders: 0, mails: 1
#   by_on_commit     orders: 0, mails: 0
# the payment works
#   inside           orders: 1, mails: 1
#   after_the_block  orders: 1, mails: 1
#   by_on_commit     orders: 1, mails: 1
