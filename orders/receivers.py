"""What orders does when it hears of something."""

import logging
from collections.abc import Sequence

from events.api import EventMetadata
from events.log import log_fields
from events.signals import MinutePassed
from inventory.signals import ProductChanged
from orders import services
from orders.bestsellers import forget_bestsellers
from orders.links import link_to
from orders.offers import forget_offers
from orders.signals import (
    OrderCancelled,
    OrderCompleted,
    OrderLink,
    OrderRefunded,
    PaymentCapturedLate,
)

logger = logging.getLogger("orders.events")


def keep_offer(*, event: ProductChanged, **kwargs: object) -> None:
    """Keep what may be ordered, and for how much, in a table of its own."""
    services.keep_offer(
        sku=event.sku,
        slug=event.slug,
        name=event.name,
        emoji=event.emoji,
        price=event.price,
        on_sale=event.on_sale,
    )


def drop_offers(*, event: ProductChanged, **kwargs: object) -> None:
    """Let baskets be shown with today's offers."""
    forget_offers()


def pay_back(
    *, event: OrderCancelled | OrderRefunded | PaymentCapturedLate, **kwargs: object
) -> None:
    """Have the bank pay what is owed."""
    if event.refund_id is not None:
        services.pay_back(refund_id=event.refund_id)


def drop_bestsellers(*, event: OrderCompleted, **kwargs: object) -> None:
    """Let what is bought most be counted anew."""
    forget_bestsellers()


def expire_orders(*, event: MinutePassed, **kwargs: object) -> None:
    """Give up the orders that have waited too long for their payment."""
    services.expire_orders(now=event.minute)


def reconcile_orders(*, event: MinutePassed, **kwargs: object) -> None:
    """Ask the bank about payments of which nothing was heard."""
    services.reconcile_orders(now=event.minute)


def answer_order_link(*, question: OrderLink, **kwargs: object) -> Sequence[str]:
    """Make the link that lets its reader see the order."""
    return [link_to(question.order_id)]


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Write a line in the log, without anything personal."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))
