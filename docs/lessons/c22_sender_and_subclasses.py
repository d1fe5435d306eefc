"""`sender=Product` is connected. A `Book`, which extends `Product`, is saved. Does it run?

`Book` and `Product` have separate tables (multi-table inheritance); saving a book writes both
rows. `Bargain` is a proxy of `Product`, `Item` its abstract base.

- a. Yes: a book is a product, and a product's row is written.
- b. No: `post_save` names the class that was saved, here `Book`, and senders are not inherited.
- c. Yes for the proxy, no for the book.

**Answer: b.** Django compares senders by identity (C16). `save()` sends `post_save` once, for the
class of the instance. The parent's row is written without a signal. A receiver for the
abstract base never runs. A proxy is also a separate sender.

`delete()` differs: it collects the rows of both tables and sends `post_delete` for each. So a
counter that adds in `post_save` and subtracts in `post_delete` of `Product` becomes wrong.

The same holds for your own signals: `send(sender=Book)` does not reach `sender=Product`.

Connect each class, or connect without a sender and test `issubclass(sender, Product)`. The second
way also includes classes that plugins add later.

**In the shop:** each signal has one event class, which is its sender, and no subclass of it is
accepted: `events/publish.py::_publish`.

**Source:** [Django, post_save](https://docs.djangoproject.com/en/6.1/ref/signals/#post-save),
[ticket 9318](https://code.djangoproject.com/ticket/9318), open since 2008

**Keywords:** abstract models, multi-table inheritance, `post_delete`, `post_save`, proxy models,
`sender`
"""

import stage

stage.set_up()

from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal


class Item(models.Model):
    class Meta:
        abstract = True


class Product(Item):
    name = models.CharField()


class Book(Product):
    pages = models.IntegerField(default=100)


class Bargain(Product):
    class Meta:
        proxy = True


stage.create_tables()
called = []


def for_item(**kwargs):
    called.append("Item")


def for_product(**kwargs):
    called.append("Product")


def for_any_product(sender, **kwargs):
    if issubclass(sender, Product):
        called.append(f"any product, here {sender.__name__}")


RECEIVERS = (for_item, Item), (for_product, Product), (for_any_product, None)
for signal in post_save, post_delete:
    for receiver, sender in RECEIVERS:
        signal.connect(receiver, sender=sender)


def show(what, write):
    called.clear()
    result = write()
    print(f"{what:18} {', '.join(called) or 'no receiver'}")
    return result


show("saving a product", lambda: Product.objects.create(name="teapot"))
book = show("saving a book", lambda: Book.objects.create(name="atlas"))
print(
    "                   rows:", Product.objects.count(), "products,", Book.objects.count(), "book"
)
show("saving a bargain", lambda: Bargain.objects.create(name="cup"))
show("saving its parent", lambda: Product.objects.get(name="atlas").save())
show("deleting a book", book.delete)

price_changed = Signal()
for receiver, sender in RECEIVERS:
    price_changed.connect(receiver, sender=sender)
show("send(sender=Book)", lambda: price_changed.send(sender=Book))

# Output:
# saving a product   Product, any product, here Product
# saving a book      any product, here Book
#                    rows: 2 products, 1 book
# saving a bargain   any product, here Bargain
# saving its parent  Product, any product, here Product
# deleting a book    any product, here Book, Product, any product, here Product
# send(sender=Book)  any product, here Book
