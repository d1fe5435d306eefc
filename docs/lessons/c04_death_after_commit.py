"""The process is killed right after the commit. Who sends the mail?

An order is committed, and an `on_commit()` callback is to send the mail. At this moment the
process is killed, by a deployment or for lack of memory. Then a new process starts.

- a. The new process: the callbacks were committed with the order.
- b. No process does, and no log mentions a missing mail.
- c. There is no order either: the transaction of a dead process rolls back.

**Answer: b.** The callbacks are in a Python list of the process that died. The order is in the
database and stays there: it was committed. No order of the two steps closes the gap between them:
a mail sent before the commit may belong to an order that never existed (C1). `robust=True` does
not help. Neither does a task queue that such a callback fills (C21).

The solution is to commit the intention with the fact: a row "send this", in the same transaction.
Both exist or neither does. The next process finds the row. This is an *outbox*. Its price: the
mail may be sent twice (C5).

Below, a child process is killed for real.

**Often said:** "use `on_commit()` and you are safe". It prevents announcing too early. It does not
prevent never announcing.

**In the shop:** each event and each durable delivery is a row, written in the publisher's
transaction: `events/publish.py::_queue`. Workers look for rows that are due:
`events/delivery/claim.py::claim`.

**Source:** [openedx-events, ADR on the outbox pattern](https://github.com/openedx/openedx-events/pull/292),
[Transactional outbox](https://microservices.io/patterns/data/transactional-outbox.html)

**Keywords:** crash, `on_commit()`, outbox, `SIGKILL`
"""

import os
import signal

import stage

stage.set_up()

from django.db import connection, models, transaction

connection.settings_dict["NAME"] = stage.write() / "shop.sqlite3"  # outlives the process


class Order(models.Model):
    number = models.IntegerField()


class ToSend(models.Model):
    text = models.CharField()


stage.create_tables()
connection.close()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def send(text):
    print(f"  mail: {text}")


def by_on_commit():
    with transaction.atomic():
        Order.objects.create(number=7)
        transaction.on_commit(die)
        transaction.on_commit(lambda: send("Thank you for order 7"))


def by_outbox():
    with transaction.atomic():
        Order.objects.create(number=8)
        ToSend.objects.create(text="Thank you for order 8")
        transaction.on_commit(die)


def start_again():
    for row in ToSend.objects.all():
        send(row.text)
        row.delete()


for checkout in (by_on_commit, by_outbox):
    print(checkout.__name__)
    child = os.fork()
    if not child:
        checkout()
        os._exit(0)  # never reached
    _, status = os.waitpid(child, 0)
    print("  the process was killed:", os.WTERMSIG(status) == signal.SIGKILL)
    start_again()
    print("  orders:", *Order.objects.values_list("number", flat=True))
    connection.close()

# Output:
# by_on_commit
#   the process was killed: True
#   orders: 7
# by_outbox
#   the process was killed: True
#   mail: Thank you for order 8
#   orders: 7 8
