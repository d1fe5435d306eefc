"""What is said of the stock once it has moved."""

from collections.abc import Sequence

from inventory.services.moving import Moved
from inventory.signals import (
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


def announce(cause: StockCause, stocks: Sequence[Moved]) -> None:
    """Publish the new stock of all products at once, and what that means for each."""
    stock_changed.publish(
        StockChanged(
            changes=tuple(
                StockChange(
                    sku=stock.sku,
                    slug=stock.slug,
                    available=stock.available,
                    reserved=stock.reserved,
                    cause=cause,
                    scarce=min(stock.available, stock.before) <= stock.threshold,
                )
                for stock in stocks
            )
        )
    )
    for stock in stocks:
        _announce_crossing(stock)


def _announce_crossing(stock: Moved) -> None:
    """Say so if this was the move that made the product low, sold out, both, or to be had again."""
    before = stock.before
    if before == 0 < stock.available and stock.on_sale:
        stock_replenished.publish(
            StockReplenished(
                sku=stock.sku, slug=stock.slug, name=stock.name, available=stock.available
            )
        )
    if stock.available <= stock.threshold < before:
        stock_low.publish(
            StockLow(
                sku=stock.sku,
                name=stock.name,
                available=stock.available,
                threshold=stock.threshold,
            )
        )
    if stock.available == 0 < before:
        stock_depleted.publish(StockDepleted(sku=stock.sku, name=stock.name))
