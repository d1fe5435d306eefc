"""Receivers that make races more likely."""

import time

from orders.models import Offer
from orders.signals import OrderPlaced


def wait_a_moment(*, event: object, **kwargs: object) -> None:
    time.sleep(0.05)


def lock_offers(*, event: OrderPlaced, **kwargs: object) -> None:
    """Lock the offer of the order first, then the other one: two such orders deadlock."""
    own = event.lines[0].sku
    for sku in sorted(("TALL-MUG", "GREEN-TEA"), key=lambda sku: sku != own):
        Offer.objects.select_for_update().get(pk=sku)
        time.sleep(0.2)
