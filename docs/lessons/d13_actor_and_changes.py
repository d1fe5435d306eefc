"""A price changed. Can a receiver see who changed it, and from what?

Staff change prices in the admin. An audit log should record the employee, the old price and the
new one. A receiver of `post_save` tries; then the service announces it.

- a. Yes: `post_save` passes the request and the changed fields.
- b. The old price, by reading the row again; the employee never.
- c. Neither from `post_save`; both if the sender puts them into the event.

**Answer: c.** `post_save` passes the instance with the new values. The row in the database has
been overwritten, so reading it again returns the new price. `update_fields` names fields, not
values, and is usually `None`. A model has no request. Tools that store the user in a thread-local
variable record nothing for a worker or a command, or the wrong person. A `pre_save` receiver can
read the old row, at the price of one query for each save, and sees nothing of `update()`.

The service knows all three. It is called with the employee's id, reads the row for update, writes
it, and announces `before` and `after`. If nothing changed, it announces nothing.

**Often said:** "receivers know details about the event, like which user triggered it or what
changed". Only if the sender passes them.

**In the shop:** `inventory/signals.py::ProductChanged` carries what its receivers need. The
kernel stores the signed-in user as the actor of each event: `events/types.py::EventMetadata`.

**Source:** [Django, post_save](https://docs.djangoproject.com/en/6.1/ref/signals/#post-save),
[django-simple-history](https://django-simple-history.readthedocs.io/en/latest/), which needs a
middleware for the user

**Keywords:** actor, audit log, before and after, `post_save`, `pre_save`, `update_fields`
"""

import stage

stage.set_up()

from dataclasses import dataclass

from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal


class Product(models.Model):
    price = models.IntegerField()


stage.create_tables()
price_changed = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanged:
    product_id: int
    before: int
    after: int
    actor_id: int


def guess_from_the_row(sender, instance, update_fields, **kwargs):
    stored = Product.objects.get(pk=instance.pk).price
    extra = sorted(set(kwargs) - {"signal", "created", "raw", "using"})
    print(
        f"  post_save: now {instance.price}, stored {stored}, fields {update_fields}, more {extra}"
    )


def write_audit_log(event, **kwargs):
    print(f"  price_changed: {event.before} to {event.after} by employee {event.actor_id}")


def change_price(*, product_id, price, actor_id):
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=product_id)
        before, product.price = product.price, price
        product.save()
        if before != price:
            event = PriceChanged(
                product_id=product_id, before=before, after=price, actor_id=actor_id
            )
            price_changed.send(sender=PriceChanged, event=event)


product = Product.objects.create(price=48)
post_save.connect(guess_from_the_row, sender=Product)
price_changed.connect(write_audit_log)
print("the price becomes 52")
change_price(product_id=product.pk, price=52, actor_id=3)
print("it becomes 52 again")
change_price(product_id=product.pk, price=52, actor_id=4)

# Output:
# the price becomes 52
#   post_save: now 52, stored 52, fields None, more []
#   price_changed: 48 to 52 by employee 3
# it becomes 52 again
#   post_save: now 52, stored 52, fields None, more []
