"""The goods: added, changed, withdrawn, put back on sale."""

from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.files.base import File

from events.api import unit_of_work
from inventory.models import Category, Product, Stock
from inventory.signals import (
    ProductChanged,
    StockReplenished,
    product_changed,
    stock_replenished,
)


class ProductFields(TypedDict, total=False):
    """What may be changed of a product; its sku and its address stay what they are."""

    name: str
    description: str
    price: Decimal
    emoji: str
    photo: "File[Any] | str"
    category: Category


def add_product(
    *, sku: str, slug: str, threshold: int = 5, **fields: Unpack[ProductFields]
) -> Product:
    """A new product, on sale, with nothing of it in stock yet.

    Publishes `product_changed`, as all that changes a product does. Name, price and category are
    needed. Raises ValidationError for what is not possible.
    """
    with unit_of_work():
        product = Product(sku=sku, slug=slug, **fields)
        product.full_clean()
        product.save(force_insert=True)
        Stock.objects.create(product=product, threshold=threshold)
        _announce(product)
    return product


def change_product(*, sku: str, **fields: Unpack[ProductFields]) -> Product:
    """Rename, reprice or describe anew. Raises ValidationError, and Product.DoesNotExist."""
    with unit_of_work():
        product = _locked(sku)
        for name, value in fields.items():
            setattr(product, name, value)
        product.full_clean()
        product.save(update_fields=list(fields))
        _announce(product)
    return product


def set_threshold(*, sku: str, threshold: int) -> None:
    """From how few pieces on the product is low; its page says so, too.

    Raises Product.DoesNotExist.
    """
    with unit_of_work():
        product = _locked(sku)
        Stock.objects.filter(product=product).update(threshold=threshold)
        _announce(product)


def withdraw_product(*, sku: str) -> None:
    """Sell it no more; what is reserved stays reserved. Nothing happens if it is withdrawn.

    Raises Product.DoesNotExist.
    """
    with unit_of_work():
        product = _locked(sku)
        if product.on_sale:
            _set_on_sale(product, on_sale=False)


def put_back_on_sale(*, sku: str) -> None:
    """Sell it again. Nothing happens if it is on sale. Raises Product.DoesNotExist.

    Publishes `stock_replenished` as well, if there is any of it.
    """
    with unit_of_work():
        product = _locked(sku)
        if product.on_sale:
            return
        _set_on_sale(product, on_sale=True)
        available = product.stock.available
        if available:
            stock_replenished.publish(
                StockReplenished(sku=sku, slug=product.slug, name=product.name, available=available)
            )


def publish_products() -> int:
    """Announce every product as it is, for copies that were lost; how many there are."""
    skus = list(Product.objects.order_by("sku").values_list("sku", flat=True))
    for sku in skus:
        with unit_of_work():
            _announce(_locked(sku))
    return len(skus)


def _locked(sku: str) -> Product:
    """The product, which nobody else changes until the operation ends.

    Orders go on meanwhile: they refer to its key, which `no_key` leaves free.
    """
    return Product.objects.select_for_update(no_key=True).get(pk=sku)


def _set_on_sale(product: Product, *, on_sale: bool) -> None:
    product.on_sale = on_sale
    product.save(update_fields=["on_sale"])
    _announce(product)


def _announce(product: Product) -> None:
    product_changed.publish(
        ProductChanged(
            sku=product.sku,
            slug=product.slug,
            name=product.name,
            emoji=product.emoji,
            price=product.price,
            on_sale=product.on_sale,
        )
    )
