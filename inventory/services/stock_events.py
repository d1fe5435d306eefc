"""The events that follow a change of the stock."""

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.models import Stock
from inventory.signals import (
    LowCause,
    StockCause,
    StockChange,
    StockChanged,
    StockDepleted,
    StockLow,
    StockReplenished,
    stock_changed,
    stock_depleted,
    stock_low,
    stock_replenished,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """A product's stock after a move, and how many pieces were available before it."""

    stock: Stock
    available_before: int


def publish_levels(cause: StockCause, levels: Sequence[StockLevel]) -> None:
    """Publish the new levels of all products in one event, then each limit that was crossed."""
    stock_changed.publish(
        StockChanged(
            changes=tuple(
                StockChange(
                    sku=level.stock.product.sku,
                    slug=level.stock.product.slug,
                    available=level.stock.available,
                    reserved=level.stock.reserved,
                    cause=cause,
                    scarce=min(level.stock.available, level.available_before)
                    <= level.stock.threshold,
                )
                for level in levels
            )
        )
    )
    for level in levels:
        _publish_crossings(cause, level)


def publish_low(stock: Stock, *, cause: LowCause) -> None:
    stock_low.publish(
        StockLow(
            sku=stock.product.sku,
            name=stock.product.name,
            available=stock.available,
            threshold=stock.threshold,
            cause=cause,
        )
    )


def _publish_crossings(cause: StockCause, level: StockLevel) -> None:
    stock, before = level.stock, level.available_before
    product = stock.product
    if before == 0 < stock.available and product.on_sale:
        stock_replenished.publish(
            StockReplenished(
                sku=product.sku, slug=product.slug, name=product.name, available=stock.available
            )
        )
    if stock.available <= stock.threshold < before and product.on_sale:
        publish_low(stock, cause=cause)
    if stock.available == 0 < before:
        stock_depleted.publish(StockDepleted(sku=product.sku, name=product.name, cause=cause))
