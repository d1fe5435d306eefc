"""A customer closes the account. Is every trace of the address gone?

`account_closed` has one receiver in each app; each deletes or anonymises what its app alone
knows. The apps do not import each other. Afterwards a test searches for the address.

- a. Yes: every app has a receiver, and all of them ran.
- b. No: what no app owns is left, such as the event log and the cache.
- c. That cannot be tested: no app knows all tables.

**Answer: b.** This is the best case for signals that there is. The account app announces a fact;
a new app with personal data adds a receiver, and nothing else changes. The invoice must stay, so
orders anonymises, while notifications deletes.

It is also the hardest to test. "All receivers ran" proves nothing about data without a receiver.
Events that were published earlier carry the address in their payload. A cached page shows it. An
error message of a failed delivery quotes it. So the test does not ask the apps: it asks Django
for every model, reads every column of every row as text, and then the cache.

The remedy: mark personal fields where the event is declared, and also erase them in the event log.
Keep no personal data in cache keys and errors.

**Often said:** "`ON DELETE CASCADE` does it". Only inside one app, and never for a log.

**In the shop:** `events/types.py::Personal` marks fields, and `events/log.py::log_fields` omits
them. `events/delivery/maintenance.py::erase_personal_data` erases them in the event log.

**Source:** [GDPR, article 17](https://gdpr-info.eu/art-17-gdpr/)

**Keywords:** account closing, erasure, event log, GDPR, personal data
"""

import stage

stage.set_up()

from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.dispatch import Signal

account_closed = Signal()
ADDRESS = "ada@example.com"


class Order(models.Model):
    customer_id = models.IntegerField()
    email = models.CharField()
    total = models.IntegerField()


class Message(models.Model):
    customer_id = models.IntegerField()
    text = models.CharField()


class Entry(models.Model):
    customer_id = models.IntegerField(null=True)
    points = models.IntegerField()


class StoredEvent(models.Model):
    name = models.CharField()
    payload = models.JSONField()


PERSONAL = {"order_placed": ["email"]}  # in the shop: marked where the event is declared
stage.create_tables()


def anonymise_orders(customer_id, **kwargs):
    Order.objects.filter(customer_id=customer_id).update(email="")


def delete_messages(customer_id, **kwargs):
    Message.objects.filter(customer_id=customer_id).delete()


def anonymise_entries(customer_id, **kwargs):
    Entry.objects.filter(customer_id=customer_id).update(customer_id=None)


def erase_payloads(customer_id, **kwargs):
    for event in StoredEvent.objects.filter(payload__customer_id=customer_id):
        for field in PERSONAL[event.name]:
            event.payload[field] = ""
        event.save()


def invalidate_pages(customer_id, **kwargs):
    cache.delete(f"orders-of-{customer_id}")


def traces():
    """Search all columns of all tables, and the cache: the test asks no app."""
    for model in apps.get_models():
        for row in model.objects.values():
            found = [name for name, value in row.items() if ADDRESS in str(value)]
            yield from (f"{model.__name__}.{name}" for name in found)
    if ADDRESS in cache.get("orders-of-3", ""):
        yield "the cache"


for receiver in anonymise_orders, delete_messages, anonymise_entries:
    account_closed.connect(receiver)

for what, more in (
    ("a receiver in each app", ()),
    ("and in the event log", (erase_payloads,)),
    ("and for the cache", (invalidate_pages,)),
):
    for model in apps.get_models():
        model.objects.all().delete()
    Order.objects.create(customer_id=3, email=ADDRESS, total=48)
    Message.objects.create(customer_id=3, text=f"To {ADDRESS}: thank you")
    Entry.objects.create(customer_id=3, points=48)
    payload = {"customer_id": 3, "email": ADDRESS}
    StoredEvent.objects.create(name="order_placed", payload=payload)
    cache.set("orders-of-3", f"Orders of {ADDRESS}")
    for receiver in more:
        account_closed.connect(receiver)
    print(what)
    print("  before:", ", ".join(traces()))
    account_closed.send(sender=None, customer_id=3)
    print("  after: ", ", ".join(traces()) or "no trace")
    print("  orders:", Order.objects.count(), "| points:", Entry.objects.get().points)

# Output:
# a receiver in each app
#   before: Order.email, Message.text, StoredEvent.payload, the cache
#   after:  StoredEvent.payload, the cache
#   orders: 1 | points: 48
# and in the event log
#   before: Order.email, Message.text, StoredEvent.payload, the cache
#   after:  the cache
#   orders: 1 | points: 48
# and for the cache
#   before: Order.email, Message.text, StoredEvent.payload, the cache
#   after:  no trace
#   orders: 1 | points: 48
