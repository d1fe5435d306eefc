"""`loaddata` imports an order with its tags. What do the receivers of `post_save` do?

A receiver of `post_save` writes a history row for each new order, and reads the order's customer.
A fixture contains the order before its customer. Another receiver counts an order's tags.

- a. They do not run: `loaddata` writes rows directly.
- b. They run with `raw=True`, with rows still missing; and tags have another signal.
- c. They run after all rows are loaded.

**Answer: b.** `loaddata` saves each row as it stands in the file and sends `post_save` with
`raw=True`. A receiver that ignores `raw` reads rows that do not exist yet, and writes rows that
the fixture also contains. Begin such a receiver with `if raw: return`.

Adding a tag writes a row of the *through* table. It sends neither `post_save` of the order nor of
the tag, but `m2m_changed`, before and after. `action` names the step: `pre_add`, `post_add`,
`pre_remove`, `post_remove`, `pre_clear`, `post_clear`. `pk_set` holds the keys; it holds only new
ones, it may be empty, and for `clear()` it is `None`. With `reverse=True` instance and keys
change places. Since Django 6.1, `m2m_changed` also passes `raw`.

**Often said:** `post_save` reports that "something happened to the model". A many-to-many
relation is not part of the row.

**In the shop:** no receiver of an app uses model signals. Fixtures write rows and announce
nothing; `inventory/services/products.py::publish_products` publishes every product afterwards.

**Source:** [Django, m2m_changed](https://docs.djangoproject.com/en/6.1/ref/signals/#m2m-changed),
[post_save: raw](https://docs.djangoproject.com/en/6.1/ref/signals/#post-save)

**Keywords:** fixtures, `loaddata`, `m2m_changed`, many-to-many, `post_save`, `raw=True`
"""

import json

import stage

stage.set_up()

from django.core import management
from django.db import models
from django.db.models.signals import m2m_changed, post_save


class Tag(models.Model):
    pass


class Customer(models.Model):
    pass


class Order(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE)
    tags = models.ManyToManyField(Tag)


class History(models.Model):
    pass


stage.create_tables()


def write_history(instance, created, raw, **kwargs):
    customer = Customer.objects.filter(pk=instance.customer_id).exists()
    print(f"  post_save: raw={raw}, the customer exists: {customer}")
    if created:
        History.objects.create()


def count_tags(action, reverse, pk_set, **kwargs):
    raw = f", raw={kwargs['raw']}" if "raw" in kwargs else ""
    print(f"  m2m_changed: {action}, keys {pk_set}{', reverse' if reverse else ''}{raw}")


post_save.connect(write_history, sender=Order)
m2m_changed.connect(count_tags, sender=Order.tags.through)

rows = [
    ("tag", 1, {}),
    ("order", 7, {"customer": 3, "tags": [1]}),
    ("customer", 3, {}),
    ("history", 1, {}),
]
fixture = [{"model": f"__main__.{model}", "pk": pk, "fields": fields} for model, pk, fields in rows]
path = stage.write() / "shop.json"
path.write_text(json.dumps(fixture))

print("loaddata")
management.call_command("loaddata", path, verbosity=0)
print(
    "  history rows:", History.objects.count(), "(the fixture has 1; a receiver wrote pk 1 first)"
)

order, tag = Order.objects.get(), Tag.objects.create(pk=2)
for what, change in (
    ("add a new tag and an old one", lambda: order.tags.add(1, 2)),
    ("add them again", lambda: order.tags.add(1, 2)),
    ("from the other side", lambda: tag.order_set.remove(order)),
    ("clear", order.tags.clear),
):
    print(what)
    change()

# Output:
# loaddata
#   post_save: raw=True, the customer exists: False
#   m2m_changed: pre_add, keys {1}, raw=True
#   m2m_changed: post_add, keys {1}, raw=True
#   history rows: 1 (the fixture has 1; a receiver wrote pk 1 first)
# add a new tag and an old one
#   m2m_changed: pre_add, keys {2}, raw=False
#   m2m_changed: post_add, keys {2}, raw=False
# add them again
#   m2m_changed: pre_add, keys set(), raw=False
#   m2m_changed: post_add, keys set(), raw=False
# from the other side
#   m2m_changed: pre_remove, keys {7}, reverse, raw=False
#   m2m_changed: post_remove, keys {7}, reverse, raw=False
# clear
#   m2m_changed: pre_clear, keys None, raw=False
#   m2m_changed: post_clear, keys None, raw=False

# On Django 5.2 and 6.0:
# loaddata
#   post_save: raw=True, the customer exists: False
#   m2m_changed: pre_add, keys {1}
#   m2m_changed: post_add, keys {1}
#   history rows: 1 (the fixture has 1; a receiver wrote pk 1 first)
# add a new tag and an old one
#   m2m_changed: pre_add, keys {2}
#   m2m_changed: post_add, keys {2}
# add them again
#   m2m_changed: pre_add, keys set()
#   m2m_changed: post_add, keys set()
# from the other side
#   m2m_changed: pre_remove, keys {7}, reverse
#   m2m_changed: post_remove, keys {7}, reverse
# clear
#   m2m_changed: pre_clear, keys None
#   m2m_changed: post_clear, keys None
