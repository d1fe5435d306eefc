"""The import linter is content: loyalty imports nothing of orders. Are they decoupled?

The model of points has a foreign key to `"orders.Order"`, written as a string. Then an old order
is deleted, and later the shop runs without the app orders.

- a. They are: what is not imported cannot be depended on.
- b. Almost: the database has a constraint, the code has none.
- c. They are one app in two folders: points go with the order, and loyalty does not start alone.

**Answer: c.** Django's registry of models resolves a relation by string, and no linter reads that
registry. Behind the string come a column with a constraint, a migration that depends on the other
app's migrations, a join as easy as `order__customer`, an attribute of *their* model
(`order.entry_set`), and a cascade. Below, deleting an order deletes the ledger's row. No code of
orders mentions points; a receiver would at least appear in the wiring.

With an id instead, the ledger keeps its row. The price is real: the database does not check the
id, and nothing deletes rows that are left over. What loyalty needs from an order has to come with
the event.

Inside an app, foreign keys are right. Between apps, they are hidden calls.

**In the shop:** `tests/decoupling/test_borders.py::test_relations_stay_within_their_app` reads the
same registry, for every field of every model; `settings.AUTH_USER_MODEL` is the one exception. An
id crosses the border: `loyalty/models.py::Entry.order_id`.

**Source:** [Django, relationships by name](https://docs.djangoproject.com/en/6.1/ref/models/fields/#django.db.models.ForeignKey),
[sentry #88407](https://github.com/getsentry/sentry/pull/88407), which removes such a relation

**Keywords:** app borders, decoupling, foreign keys, import-linter
"""

import ast
import os

import stage

ORDERS = """
from django.db import models

class Order(models.Model):
    pass
"""
LOYALTY = """
from django.db import models

class Entry(models.Model):
    order = models.ForeignKey("orders.Order", models.CASCADE)

class EntryWithId(models.Model):
    order_id = models.BigIntegerField()
"""
stage.write(orders__models=ORDERS, loyalty__models=LOYALTY)
imports = [node for node in ast.walk(ast.parse(LOYALTY)) if isinstance(node, ast.ImportFrom)]
print("loyalty imports:", *[node.module for node in imports], flush=True)

if (child := os.fork()) == 0:
    stage.set_up("loyalty")
    from django.core import checks

    found = [error for error in checks.run_checks() if error.is_serious()]
    errors = sorted(f"{error.obj} ({error.id})" for error in found)
    print("without orders, the system check refuses:", *errors, sep="\n  ", flush=True)
    os._exit(0)
os.waitpid(child, 0)

stage.set_up("orders", "loyalty")
from django.apps import apps

stage.create_tables()
print("what leaves its app, by the registry of models:")
for model in apps.get_app_config("loyalty").get_models():
    for field in model._meta.get_fields():
        other = field.related_model
        if other and other._meta.app_label != model._meta.app_label:
            print(f"  {field} points at {other._meta.label}")

from loyalty.models import Entry, EntryWithId
from orders.models import Order

order = Order.objects.create()
Entry.objects.create(order=order)
EntryWithId.objects.create(order_id=order.pk)
deleted, _ = order.delete()
print(f"orders deletes one order: {deleted} rows")
print("  rows with a foreign key:", Entry.objects.count())
print("  rows with an id:        ", EntryWithId.objects.count())

# Output:
# loyalty imports: django.db
# without orders, the system check refuses:
#   loyalty.Entry.order (fields.E300)
#   loyalty.Entry.order (fields.E307)
# what leaves its app, by the registry of models:
#   loyalty.Entry.order points at orders.Order
# orders deletes one order: 2 rows
#   rows with a foreign key: 0
#   rows with an id:         1
