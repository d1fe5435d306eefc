"""orders knows the price without asking inventory. Can the two ever disagree?

inventory announces `product_changed`; orders stores a copy of name and price, its *offer*. The
copy is written once in the sender's transaction, once after its commit. Meanwhile the power
fails.

- a. Never: the signal is sent whenever a product changes.
- b. With the copy in the transaction, never. After the commit, a crash leaves the old price for
  good.
- c. Both may differ for a moment; it heals by itself.

**Answer: b.** A copy in the same database can be written in the same transaction: both change or
neither does. After the commit there is a gap. A change lost in it is not announced again until the
product changes next time.

The copy costs one write for each change of a product. It saves one question for each basket, and
orders would sell even if inventory were on another server. (With a separate database, the copy
would be durable and differ for a moment. The owner of the stock must then check the order again.)

Every copy needs a way to rebuild it, and a check that notices a difference.

**In the shop:** `orders/receivers.py::update_offer` writes in the transaction;
`inventory/services/products.py::publish_products` publishes every product again, for a repair.

**Source:** [Event-carried state transfer](https://martinfowler.com/articles/201701-event-driven.html)

**Keywords:** consistency, event-carried state transfer, in-transaction receivers, replicas
"""

import stage

stage.set_up("events")

from dataclasses import dataclass

from django.db import models, transaction

from events.api import AFTER_COMMIT, EventSignal, unit_of_work


class Product(models.Model):  # inventory's
    price = models.IntegerField()


class Offer(models.Model):  # orders' own: no foreign key, an id
    price = models.IntegerField()


stage.create_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged:
    product_id: int
    price: int


def update_offer(*, event, metadata, **kwargs):
    Offer.objects.update_or_create(pk=event.product_id, defaults={"price": event.price})


def change_price(price, *, power_fails=""):
    try:
        with unit_of_work():
            if power_fails == "after the commit":  # before anything that waits for it
                transaction.on_commit(lambda: 1 / 0)
            Product.objects.update_or_create(pk=1, defaults={"price": price})
            product_changed.publish(ProductChanged(product_id=1, price=price))
            if power_fails == "before the commit":
                raise ZeroDivisionError
    except ZeroDivisionError:
        print(f"  the power fails {power_fails}:", end=" ")
    print(f"product {Product.objects.get().price}, offer {Offer.objects.get().price}")


product_changed = EventSignal(ProductChanged)
for how, options in (
    ("in the transaction", {}),
    ("after the commit", {"delivery": AFTER_COMMIT}),
):
    product_changed.connect(update_offer, **options)
    print(f"the copy is written {how}")
    print("  all is well:", end=" ")
    change_price(48)
    change_price(52, power_fails="before the commit")
    change_price(55, power_fails="after the commit")
    product_changed.disconnect(update_offer)

# Output:
# the copy is written in the transaction
#   all is well: product 48, offer 48
#   the power fails before the commit: product 48, offer 48
#   the power fails after the commit: product 55, offer 55
# the copy is written after the commit
#   all is well: product 48, offer 48
#   the power fails before the commit: product 48, offer 48
#   the power fails after the commit: product 55, offer 48
