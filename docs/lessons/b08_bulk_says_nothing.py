"""Which ways to write a row does `post_save` miss?

Two products get a new price, each time in a different way. A receiver of `post_save` and
`post_delete` counts.

- a. Only raw SQL: everything else goes through the model.
- b. All that write many rows at once, except `QuerySet.delete()`.
- c. None: Django sends the signal from the database layer.

**Answer: b.** `Model.save()` sends `post_save`, not the database. `update()`, `bulk_create()` and
`bulk_update()` write without it. So do raw SQL, other programs, and other processes with their own
receivers. `QuerySet.delete()` fetches the rows and sends a signal for each. `ON DELETE` in the
database (`DB_CASCADE`, new in Django 6.1) sends none.

A cache, a search index or a replica that relies on `post_save` is therefore right until an import
is made faster.

**Often said:** "when a model is saved, your code runs". It runs when `save()` is called. And the
signal reports which row was written, never why (A2).

**In the shop:** services write the rows and announce the facts, regardless of how they
write. `inventory/services/stock_events.py::publish_levels` publishes what a booking did to the
stock, for any number of products, after conditional `UPDATE`s that `post_save` would have missed:
`inventory/services/stock.py::reserve_stock`.

**Source:** [Django, bulk_create](https://docs.djangoproject.com/en/6.1/ref/models/querysets/#bulk-create),
[update](https://docs.djangoproject.com/en/6.1/ref/models/querysets/#update),
[delete](https://docs.djangoproject.com/en/6.1/ref/models/querysets/#delete)

**Keywords:** `bulk_create()`, `bulk_update()`, `DB_CASCADE`, `post_delete`, `post_save`,
`QuerySet.update()`
"""

import stage

stage.set_up()

from django.db import connection, models
from django.db.models.signals import post_delete, post_save


class Category(models.Model):
    pass


class Product(models.Model):
    price = models.IntegerField(default=0)
    category = models.ForeignKey(Category, getattr(models, "DB_CASCADE", models.CASCADE), null=True)


stage.create_tables()
received = []


def count(sender, signal, **kwargs):
    received.append("save" if signal is post_save else "delete")


post_save.connect(count, sender=Product)
post_delete.connect(count, sender=Product)


def products():
    return list(Product.objects.all())


def change(price):
    for product in products():
        product.price = price
        yield product


def raw():
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Product._meta.db_table} SET price = 6")


WAYS = {
    "create() and create()": lambda: [Product.objects.create() for _ in "ab"],
    "save() and save()": lambda: [product.save() for product in change(2)],
    "update()": lambda: Product.objects.update(price=3),
    "bulk_update()": lambda: Product.objects.bulk_update(change(4), ["price"]),
    "raw SQL": raw,
    "delete()": lambda: Product.objects.all().delete(),
    "bulk_create()": lambda: Product.objects.bulk_create(
        [Product(category=Category.objects.create()) for _ in "ab"]
    ),
    "deleting their category": lambda: Category.objects.all().delete(),
}
for name, write in WAYS.items():
    received.clear()
    write()
    print(f"{name:24} {len(products())} rows, received: {', '.join(received) or 'nothing'}")

# Output:
# create() and create()    2 rows, received: save, save
# save() and save()        2 rows, received: save, save
# update()                 2 rows, received: nothing
# bulk_update()            2 rows, received: nothing
# raw SQL                  2 rows, received: nothing
# delete()                 0 rows, received: delete, delete
# bulk_create()            2 rows, received: nothing
# deleting their category  0 rows, received: nothing

# On Django 5.2 and 6.0:
# create() and create()    2 rows, received: save, save
# save() and save()        2 rows, received: save, save
# update()                 2 rows, received: nothing
# bulk_update()            2 rows, received: nothing
# raw SQL                  2 rows, received: nothing
# delete()                 0 rows, received: delete, delete
# bulk_create()            2 rows, received: nothing
# deleting their category  0 rows, received: delete, delete
