"""The receivers of inventory: unpack the event, call a service."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence

from events.api import EventMetadata
from events.log import log_fields
from inventory import services
from inventory.models import Reorder, Stock
from inventory.selectors.products import MAX_PIECES_AT_ONCE
from inventory.signals import (
    AvailableStock,
    ProductChanged,
    StockChange,
    StockChanged,
    StockLevel,
    StockLow,
)
from orders.signals import (
    LinesUnavailable,
    OrderCancelled,
    OrderCompleted,
    OrderedLine,
    OrderPlaced,
    OrderRefunded,
    RefundedLine,
    Shortage,
)
from storefront.admin_site.figures import Figure, figures_panel, list_url
from storefront.panels import AdminHomePanels, Panel

logger = logging.getLogger("inventory.events")


def reserve_stock(*, event: OrderPlaced, metadata: EventMetadata, **kwargs: object) -> None:
    """Reserve the lines of the order, or refuse it."""
    quantities = _quantities(event.lines)
    try:
        services.reserve_stock(
            order_id=event.order_id, quantities=quantities, event_id=metadata.event_id
        )
    except services.InsufficientStock as error:
        raise LinesUnavailable(
            tuple(
                Shortage(sku=sku, wanted=quantities[sku], available=available)
                for sku, available in error.available.items()
            )
        ) from error


def sell_reserved_stock(
    *, event: OrderCompleted, metadata: EventMetadata, **kwargs: object
) -> None:
    """Turn the reservation of the order into a sale."""
    services.sell_reserved_stock(
        order_id=event.order_id, quantities=_quantities(event.lines), event_id=metadata.event_id
    )


def release_stock(*, event: OrderCancelled, metadata: EventMetadata, **kwargs: object) -> None:
    """Release the reservation of the order, or restock its lines if they were sold."""
    release = services.restock if event.was_paid else services.release_stock
    release(
        order_id=event.order_id, quantities=_quantities(event.lines), event_id=metadata.event_id
    )


def restock_returned_lines(
    *, event: OrderRefunded, metadata: EventMetadata, **kwargs: object
) -> None:
    """Restock the returned pieces that can be sold again."""
    lines = [line for line in event.lines if line.resaleable]
    services.restock(
        order_id=event.order_id, quantities=_quantities(lines), event_id=metadata.event_id
    )


def draft_reorder(*, event: StockLow, metadata: EventMetadata, **kwargs: object) -> None:
    """Draft a reorder for a product that is low."""
    services.draft_reorder(
        sku=event.sku,
        available=event.available,
        threshold=event.threshold,
        event_id=metadata.event_id,
    )


def invalidate_product_pages(*, event: ProductChanged, **kwargs: object) -> None:
    """Invalidate the product's cached page and the catalogue."""
    services.invalidate_product_pages(slugs=[event.slug])
    services.invalidate_catalogue()


def invalidate_stock_pages(*, event: StockChanged, **kwargs: object) -> None:
    """Invalidate the cached pages whose stock information changed.

    The catalogue shows numbers of scarce products only, and a product's page also the largest
    quantity.
    """
    services.invalidate_product_pages(
        slugs=[change.slug for change in event.changes if not _leaves_plenty(change)]
    )
    if any(change.scarce for change in event.changes):
        services.invalidate_catalogue()


def _leaves_plenty(change: StockChange) -> bool:
    """Return whether pieces of a plentiful product were reserved: its pages show no number."""
    return (
        change.cause == "reserved" and not change.scarce and change.available >= MAX_PIECES_AT_ONCE
    )


def answer_available_stock(*, question: AvailableStock, **kwargs: object) -> Sequence[StockLevel]:
    """Return the product's stock level."""
    return [
        StockLevel(
            sku=stock.product.sku,
            slug=stock.product.slug,
            name=stock.product.name,
            available=stock.available if stock.product.on_sale else 0,
        )
        for stock in Stock.objects.select_related("product").filter(product=question.sku)
    ]


def show_stock_to_do(*, question: AdminHomePanels, **kwargs: object) -> Sequence[Panel]:
    """Show staff the products that are low, and the reorders to send."""
    figures = []
    if "inventory.view_stock" in question.permissions:
        low = Stock.objects.low().count()
        url = list_url("inventory_stock", low="yes")
        figures.append(Figure(label="Low or sold out", value=low, url=url, urgent=low > 0))
    if "inventory.view_reorder" in question.permissions:
        drafts = Reorder.objects.drafts().count()
        url = list_url("inventory_reorder", status__exact=Reorder.Status.DRAFT)
        figures.append(Figure(label="Draft reorders", value=drafts, url=url))
    if not figures:
        return []
    return [figures_panel(app="inventory", title="Stock", position=20, figures=figures)]


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Log the event without personal data."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))


def _quantities(lines: Iterable[OrderedLine | RefundedLine]) -> Counter[str]:
    quantities: Counter[str] = Counter()
    for line in lines:
        quantities[line.sku] += line.quantity
    return quantities
