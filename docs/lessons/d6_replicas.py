"""orders knows the price without asking inventory. Can the two ever disagree?

inventory announces `product_changed`; orders keeps a copy of name and price, its *offer*. Once
the copy is kept in the sender's transaction, once after its commit. In the middle of it all, the
power fails.

- a. Never: the signal is sent whenever a product changes.
- b. With the copy in the transaction, never. After the commit, a crash leaves the old price for
  good.
- c. Both may differ for a moment; it heals by itself.

**Answer: b.** A copy in the same database can be kept in the same transaction: either both change
or neither. After the commit there is a gap, and what falls into it is not said again until the
product changes next time.

The copy costs a write for each change of a product. It saves a question for each basket, and
orders would sell even if inventory were somewhere else. (If it really were, with a database of
its own, the copy would be kept durably and differ for a moment. Then the order must be checked
again by whoever owns the stock.)

Any copy needs a way to be made anew, and somebody who notices that it differs.

**In the shop:** `orders/receivers.py::keep_offer` in the transaction;
`orders/checks.py::check_offers` reports what differs, `manage.py publish_products` mends it.

**Source:** [Event-carried state transfer](https://martinfowler.com/articles/201701-event-driven.html)
"""

import stage

stage.set_up("events")

from dataclasses import dataclass

from django.db import models, transaction

from events import AFTER_COMMIT, EventSignal, unit_of_work


class Product(models.Model):  # inventory's
    price = models.IntegerField()


class Offer(models.Model):  # orders' own: no foreign key, an id
    price = models.IntegerField()


stage.create_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged:
    product_id: int
    price: int


def keep_offer(*, event, metadata, **kwargs):
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
    product_changed.connect(keep_offer, **options)
    print(f"the copy is kept {how}")
    print("  all is well:", end=" ")
    change_price(48)
    change_price(52, power_fails="before the commit")
    change_price(55, power_fails="after the commit")
    product_changed.disconnect(keep_offer)

# Output:
# the copy is kept in the transaction
#   all is well: product 48, offer 48
#   the power fails before the commit: product 48, offer 48
#   the power fails after the commit: product 55, offer 55
# the copy is kept after the commit
#   all is well: product 48, offer 48
#   the power fails before the commit: product 48, offer 48
#   the power fails after the commit: product 55, offer 48
