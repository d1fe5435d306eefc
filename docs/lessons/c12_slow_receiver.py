"""The mail server hangs. What does a visitor see who only opens the home page?

The shop has two web workers. Two customers pay; a receiver of `order_paid` talks to the mail
server, which does not answer. A third person opens the home page, which sends no signal.

- a. The home page: the slow receiver belongs to the two others.
- b. Nothing, until the mail server answers.
- c. Nothing if the receiver is called by `send()`; the page if it is called by `on_commit`.

**Answer: b.** A receiver runs in the sender's thread, which is a web worker's. Two slow receivers
occupy both workers, and the whole shop waits for a mail server that the third person does not
need. `on_commit` runs after the commit and *before* the response, in the same thread.

Inside the transaction it is worse: its locks are held as long. On SQLite that blocks every
writer; on PostgreSQL every buyer of the same product.

The solution is not speed, but another place. The sender leaves a note that there is work; another
process does it, and may hang alone.

**Often said:** "keep receivers fast". No network can promise that. And the author of a receiver in
another app does not see the checkout that it slows down.

**In the shop:** receivers that use a network are `DURABLE`, without an open transaction:
`notifications/apps.py::NotificationsConfig.ready`. `events/runs.py::recorded` measures every
receiver; an order's timeline shows how long each durable delivery took.

**Source:** [Saleor's apps #1004](https://github.com/saleor/apps/issues/1004), where one slow
receiver stopped all requests; [Saleor #12801](https://github.com/saleor/saleor/issues/12801)

**Keywords:** blocking, `on_commit()`, performance, slow receivers, web workers
"""

import queue
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import stage

stage.set_up()

from django.db import connection, transaction
from django.dispatch import Signal

order_paid = Signal()
mail_server_answers = Event()
to_do = queue.SimpleQueue()  # in production a table, written in the order's transaction


def send_mail(sender, **kwargs):
    mail_server_answers.wait()


def send_mail_after_the_commit(sender, **kwargs):
    transaction.on_commit(lambda: send_mail(sender))


def leave_a_note(sender, **kwargs):
    to_do.put(send_mail)


def pay():
    with transaction.atomic():
        order_paid.send(sender=None)
    connection.connection.close()  # each thread has its own in-memory database
    connection.connection = None
    return "thank you"


def home_page():
    return "teapots"


for receiver in send_mail, send_mail_after_the_commit, leave_a_note:
    order_paid.connect(receiver)
    mail_server_answers.clear()
    with ThreadPoolExecutor(max_workers=2) as web_workers:
        answers = [web_workers.submit(work) for work in (pay, pay, home_page)]
        wait(answers, timeout=0.1 if receiver is not leave_a_note else 10)
        print(receiver.__name__)
        print("  while the mail server hangs:", [a.result() for a in answers if a.done()])
        mail_server_answers.set()
    print("  once it answers:            ", [a.result() for a in answers])
    print("  left for another process:   ", to_do.qsize(), "mails")
    order_paid.disconnect(receiver)

# Output:
# send_mail
#   while the mail server hangs: []
#   once it answers:             ['thank you', 'thank you', 'teapots']
#   left for another process:    0 mails
# send_mail_after_the_commit
#   while the mail server hangs: []
#   once it answers:             ['thank you', 'thank you', 'teapots']
#   left for another process:    0 mails
# leave_a_note
#   while the mail server hangs: ['thank you', 'thank you', 'teapots']
#   once it answers:             ['thank you', 'thank you', 'teapots']
#   left for another process:    2 mails
