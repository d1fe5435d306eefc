"""Products: add, change, withdraw, put on sale."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.files.base import File
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from uuid_utils.compat import uuid7

from events.api import unit_of_work
from inventory.models import Category, Product, Reorder, Stock
from inventory.services.photos import process_photo
from inventory.services.search import index_products
from inventory.signals import (
    ProductChanged,
    StockReplenished,
    product_changed,
    stock_replenished,
)


class ProductFields(TypedDict, total=False):
    """The fields of a product that can change; SKU and slug cannot."""

    name: str
    description: str
    price: Decimal
    old_price: Decimal | None
    emoji: str
    photo: "File[Any] | str"
    status: str
    category: Category


def add_product(
    *, sku: str, slug: str, threshold: int = 5, **fields: Unpack[ProductFields]
) -> Product:
    """Add a product without stock; it is on sale unless `status` differs.

    Name, price and category are required. Publish `product_changed`, as every change of a
    product does. Raise ValidationError.
    """
    with unit_of_work():
        product = Product(sku=sku, slug=slug)
        _assign(product, fields)
        product.full_clean()
        product.save(force_insert=True)
        Stock.objects.create(product=product, threshold=threshold)
        index_products([product])
        publish_product(product)
    return product


def change_product(*, sku: str, **fields: Unpack[ProductFields]) -> Product:
    """Change a product's fields. Raise ValidationError and Product.DoesNotExist.

    Putting a product on sale that has stock also publishes `stock_replenished`. Withdrawing
    one discards its draft reorder.
    """
    with unit_of_work():
        product = _locked(sku)
        was_on_sale = product.on_sale
        _assign(product, fields)
        product.full_clean()
        product.save(update_fields=[*fields, "updated"])
        index_products([product])
        publish_product(product)
        _follow_status([product], on_sale_before={sku} if was_on_sale else ())
    return product


def save_products(*, new: Sequence[Product], changes: Mapping[str, ProductFields]) -> None:
    """Add products without stock and change others by SKU, in one statement for each table.

    The values must have been validated, and `changes` cannot contain a photo. The events are
    those of `add_product` and `change_product`; each product has its own flow, because a flow of
    thousands of events cannot be shown.
    """
    with unit_of_work():
        changed = list(lock_products(changes))
        on_sale_before = {product.sku for product in changed if product.on_sale}
        for product in changed:
            _assign(product, changes[product.sku])
        Product.objects.bulk_create(new)
        Stock.objects.bulk_create(Stock(product=product) for product in new)
        if names := {name for fields in changes.values() for name in fields}:
            # An upsert of rows that exist: `bulk_update` takes ten times as long to build.
            Product.objects.bulk_create(
                changed,
                update_conflicts=True,
                unique_fields=["sku"],
                update_fields=[*names, "updated"],
            )
        saved = [*new, *changed]
        index_products(saved)
        for product in saved:
            with unit_of_work(correlation_id=uuid7()):
                publish_product(product)
        _follow_status(changed, on_sale_before=on_sale_before)


def withdraw_product(*, sku: str) -> Product:
    """Stop selling a product; reserved pieces stay reserved. Raise Product.DoesNotExist."""
    return _set_status(sku, Product.Status.WITHDRAWN)


def put_on_sale(*, sku: str) -> Product:
    """Sell a draft, an announced or a withdrawn product. Raise Product.DoesNotExist."""
    return _set_status(sku, Product.Status.ON_SALE)


def publish_products() -> int:
    """Publish every product in its current state and index it; return how many there are."""
    skus = list(Product.objects.order_by("sku").values_list("sku", flat=True))
    for sku in skus:
        with unit_of_work():
            product = _locked(sku)
            index_products([product])
            publish_product(product)
    return len(skus)


def publish_product(product: Product) -> None:
    """Publish `product_changed` with the product's current values."""
    product_changed.publish(
        ProductChanged(
            sku=product.sku,
            slug=product.slug,
            name=product.name,
            emoji=product.emoji,
            photo=product.photo_url,
            price=product.price,
            on_sale=product.on_sale,
        )
    )


def lock_products(skus: Collection[str]) -> QuerySet[Product]:
    """Return products that are locked until the unit of work ends, in the order of their SKUs.

    `no_key` leaves their keys free: orders write movements that refer to them meanwhile.
    """
    rows = Product.objects.select_for_update(no_key=True).filter(pk__in=skus)
    return rows.order_by("sku")


def _locked(sku: str) -> Product:
    """Lock the product until the unit of work ends. Raise Product.DoesNotExist."""
    return lock_products([sku]).get()


def _assign(product: Product, fields: ProductFields) -> None:
    for name, value in fields.items():
        if isinstance(value, File) and not isinstance(value, FieldFile):
            setattr(product, name, process_photo(value))
        else:
            setattr(product, name, value)


def _set_status(sku: str, status: Product.Status) -> Product:
    with unit_of_work():
        product = _locked(sku)
        if product.status != status:
            product = change_product(sku=sku, status=status)
    return product


def _follow_status(products: Sequence[Product], *, on_sale_before: Collection[str]) -> None:
    """Publish the stock of products put on sale; discard the draft reorders of withdrawn ones."""
    put_on_sale = [p for p in products if p.on_sale and p.sku not in on_sale_before]
    in_stock = Stock.objects.filter(product__in=put_on_sale, available__gt=0)
    for stock in in_stock.select_related("product").order_by("pk") if put_on_sale else ():
        product = stock.product
        stock_replenished.publish(
            StockReplenished(
                sku=product.sku, slug=product.slug, name=product.name, available=stock.available
            )
        )
    if withdrawn := [p for p in products if p.status == Product.Status.WITHDRAWN]:
        drafts = Reorder.objects.filter(product__in=withdrawn).drafts()
        drafts.close(Reorder.Status.DISCARDED)
