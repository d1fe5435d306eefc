"""The mail server is down while an order is paid. What happens to the receipt?

Two receivers handle the receipt: one writes the message, one sends it. The server is down for the
first two attempts.

- a. The payment fails: the customer has to try again.
- b. The receipt is lost; there is an error in the log.
- c. The order is paid, the message is written, the sending is retried until it succeeds.

**Answer: c.** Writing a message and transporting it are two jobs. The first is a row in our own
database: it exists or it does not, once for each event. It announces itself (`message_written`),
and then a slow, unreliable thing happens outside any transaction. A mail server that is down
delays mail, and nothing else.

One doubt remains: the server accepted the mail, and the process died before it could record that.
The mail then goes out twice, with the same message id. SMTP allows nothing better.

**Often said:** signals are for "side effects like sending emails". For *causing* them. A receiver
that talks to a mail server inside the order's transaction holds database locks while it waits.

**In the shop:** `notifications/services/messages.py::write_messages` writes once for each cause;
`notifications/services/emails.py::send_email` sends, without an open transaction.

**Source:** [Transactional outbox](https://microservices.io/patterns/data/transactional-outbox.html)

**Keywords:** durable receivers, e-mail, notifications, retries
"""

import stage

stage.set_up("events")
stage.show_log("events")

from dataclasses import dataclass
from datetime import timedelta

from django.db import models

from events.api import DURABLE, EventSignal, unit_of_work
from events.models import Delivery
from events.testing import deliver_all, let_time_pass


class Message(models.Model):
    cause = models.UUIDField(unique=True)  # one message for each event
    text = models.CharField()


stage.create_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten:
    message_id: int


order_paid, message_written = EventSignal(OrderPaid), EventSignal(MessageWritten)


def write_receipt(*, event, metadata, **kwargs):
    text = f"Thank you for order {event.number}"
    message, new = Message.objects.get_or_create(cause=metadata.event_id, defaults={"text": text})
    if new:
        message_written.publish(MessageWritten(message_id=message.pk))


def send_email(*, event, metadata, **kwargs):
    if metadata.attempt < 3:
        raise ConnectionRefusedError("the server is down")
    print(f"sent in attempt {metadata.attempt}:", Message.objects.get(pk=event.message_id).text)


order_paid.connect(write_receipt, delivery=DURABLE)
message_written.connect(send_email, delivery=DURABLE, atomic=False)

with unit_of_work():
    order_paid.publish(OrderPaid(number=7))
print("the order is paid")
for _ in range(3):
    deliver_all(failures=True)
    let_time_pass(timedelta(hours=1))
print("messages:", Message.objects.count())
print("deliveries:", *Delivery.objects.order_by("pk").values_list("status", flat=True))

# Output:
# the order is paid
# (log of events: __main__.send_email failed in attempt 1: ConnectionRefusedError)
# (log of events: __main__.send_email failed in attempt 2: ConnectionRefusedError)
# sent in attempt 3: Thank you for order 7
# messages: 1
# deliveries: done done
