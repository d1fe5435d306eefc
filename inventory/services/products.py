"""Products: add, change, withdraw, put on sale."""

from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.files.base import File
from django.db.models.fields.files import FieldFile

from events.api import unit_of_work
from inventory.models import Category, Product, Reorder, Stock
from inventory.services.photos import process_photo
from inventory.services.search import index_product
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
        index_product(product)
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
        index_product(product)
        publish_product(product)
        if product.on_sale and not was_on_sale:
            _publish_replenished(product)
        if product.status == Product.Status.WITHDRAWN:
            Reorder.objects.filter(product=product).drafts().close(Reorder.Status.DISCARDED)
    return product


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
            index_product(product)
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


def _locked(sku: str) -> Product:
    """Lock the product until the unit of work ends.

    `no_key` leaves its key free: orders write movements that refer to it meanwhile.
    """
    return Product.objects.select_for_update(no_key=True).get(pk=sku)


def _assign(product: Product, fields: ProductFields) -> None:
    for name, value in fields.items():
        is_upload = isinstance(value, File) and not isinstance(value, FieldFile)
        setattr(product, name, process_photo(value) if is_upload else value)  # type: ignore[arg-type]


def _set_status(sku: str, status: Product.Status) -> Product:
    with unit_of_work():
        product = _locked(sku)
        if product.status != status:
            product = change_product(sku=sku, status=status)
    return product


def _publish_replenished(product: Product) -> None:
    available = Stock.objects.values_list("available", flat=True).get(pk=product.pk)
    if available:
        stock_replenished.publish(
            StockReplenished(
                sku=product.sku, slug=product.slug, name=product.name, available=available
            )
        )
