"""The process is killed right after the commit. Who sends the mail?

An order is committed, and `on_commit()` holds the callback that sends the mail. In this moment the
process is killed: by a deployment, or for want of memory. Then a new process starts.

- a. The new process: the callbacks were committed with the order.
- b. Nobody, and nothing shows that a mail is missing.
- c. There was no order either: a dead process's transaction is rolled back.

**Answer: b.** The list of callbacks is a Python list in the process that died. The order is in the
database, and is not rolled back: it was committed. Between the two there is a gap, and no order of
the two steps closes it: a mail sent before the commit may be one for an order that never was
(see C1). No `robust=True` helps, and no task queue: it is told by such a callback, too.

The way out is to commit the intention with the fact: a row "this is to be sent", in the same
transaction. Either both are there or neither. Whoever starts next finds the row. This is called an
*outbox*. Its price: the mail may be sent twice (see C5).

Below, a child process really dies.

**Often said:** "use `on_commit()` and you are safe". From telling too early, yes. Not from never
telling.

**In the shop:** each event and each durable delivery is a row, written in the publisher's
transaction: `events/publishing.py::_write`. A worker looks for what is due, however it came to be
left there: `events/leases.py::due`.

**Source:** [openedx-events, ADR on the outbox pattern](https://github.com/openedx/openedx-events/pull/292),
[Transactional outbox](https://microservices.io/patterns/data/transactional-outbox.html)
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
