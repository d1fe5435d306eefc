"""What inventory does when it hears of something."""

import logging
from collections import Counter
from collections.abc import Iterable

from events.api import EventMetadata
from events.log import log_fields
from inventory import caching, services
from inventory.selectors import MOST_AT_ONCE
from inventory.signals import ProductChanged, StockChange, StockChanged, StockLow
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

logger = logging.getLogger("inventory.events")


def reserve_stock(*, event: OrderPlaced, metadata: EventMetadata, **kwargs: object) -> None:
    """Promise the pieces to the order, or refuse it."""
    try:
        services.reserve(
            order_id=event.order_id, quantities=_pieces(event.lines), event_id=metadata.event_id
        )
    except services.TooFewPieces as error:
        raise LinesUnavailable(
            tuple(
                Shortage(sku=short.sku, wanted=short.wanted, available=short.there)
                for short in error.shortages
            )
        ) from error


def sell_reserved_stock(
    *, event: OrderCompleted, metadata: EventMetadata, **kwargs: object
) -> None:
    """Turn what was reserved for the order into a sale."""
    services.sell(
        order_id=event.order_id, quantities=_pieces(event.lines), event_id=metadata.event_id
    )


def give_stock_back(*, event: OrderCancelled, metadata: EventMetadata, **kwargs: object) -> None:
    """Release what was reserved, or put what was sold back on the shelf."""
    give_back = services.take_back if event.was_paid else services.release
    give_back(order_id=event.order_id, quantities=_pieces(event.lines), event_id=metadata.event_id)


def take_goods_back(*, event: OrderRefunded, metadata: EventMetadata, **kwargs: object) -> None:
    """Put what can be sold again back on the shelf."""
    goods = [line for line in event.lines if line.resaleable]
    services.take_back(
        order_id=event.order_id, quantities=_pieces(goods), event_id=metadata.event_id
    )


def draft_reorder(*, event: StockLow, metadata: EventMetadata, **kwargs: object) -> None:
    """Draft the order that fills the shelf again."""
    services.draft_reorder(
        sku=event.sku,
        available=event.available,
        threshold=event.threshold,
        event_id=metadata.event_id,
    )


def drop_product_pages(*, event: ProductChanged, **kwargs: object) -> None:
    """Let the product's page and the catalogue be made anew."""
    caching.forget_pages([event.slug])


def drop_stock_pages(*, event: StockChanged, **kwargs: object) -> None:
    """Let those pages be made anew that say something else of the stock now."""
    changes = [change for change in event.changes if _is_seen(change)]
    caching.forget_pages(
        [change.slug for change in changes],
        shelves=any(change.scarce for change in changes),
    )


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Write a line in the log, without anything personal."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))


def _is_seen(change: StockChange) -> bool:
    """Whether the product's page says anything else after this change than it did before."""
    if change.cause == "sold":
        return False  # it was reserved before: as many can be ordered as until now
    still_plenty = change.cause == "reserved" and change.available >= MOST_AT_ONCE
    return change.scarce or not still_plenty


def _pieces(lines: Iterable[OrderedLine | RefundedLine]) -> Counter[str]:
    pieces: Counter[str] = Counter()
    for line in lines:
        pieces[line.sku] += line.quantity
    return pieces
