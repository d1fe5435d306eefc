"""Points: a hundred are worth one unit of money; every change is in the ledger.

Points that were earned within twelve months make a tier, which has benefits.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils import timezone

from examples.twin.models import Account, Entry, Order

logger = logging.getLogger(__name__)


class TooFew(Exception):
    """The customer has fewer points than the order redeems, or more than it costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    begins_at: int = 0
    free_shipping: bool = False
    percent_off: int = 0


BRONZE = Tier()
SILVER = Tier(begins_at=500, free_shipping=True)
GOLD = Tier(begins_at=2000, free_shipping=True, percent_off=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a customer has: points to redeem, and the tier."""

    points: int = 0
    tier: Tier = BRONZE


def worth(points: int) -> Decimal:
    return Decimal(points) / 100


def tier_of(earned: int) -> Tier:
    """Return the highest tier that the points reach."""
    return next((tier for tier in (GOLD, SILVER) if earned >= tier.begins_at), BRONZE)


def standing_of(customer_id: int | None) -> Standing:
    """Return the standing of a customer; a guest has none."""
    if customer_id is None:
        return Standing()
    earned = Sum("entries__points", filter=_counted("entries__"), default=0)
    accounts = Account.objects.filter(pk=customer_id).annotate(earned=earned)
    row = accounts.values_list("points", "earned").first()
    return Standing(points=row[0], tier=tier_of(row[1])) if row else Standing()


def redeem(order: Order) -> None:
    """Deduct the points that an order redeems, or raise TooFew. Call it in a transaction."""
    if not order.redeemed:
        return
    if order.customer_id is None:
        raise TooFew
    enough = Account.objects.filter(pk=order.customer_id, points__gte=order.redeemed)
    if not enough.update(points=F("points") - order.redeemed):
        raise TooFew
    _record(order, order.customer_id, -order.redeemed)


def award(order: Order) -> bool:
    """Add the points that a paid order earns; return whether the customer reached a tier."""
    if not order.earns:
        return False
    _change(order, order.earns, counts_for_tier=True)
    counted = Entry.objects.filter(_counted(), account=order.customer_id)
    earned = counted.aggregate(earned=Sum("points", default=0))["earned"]
    return tier_of(earned) != tier_of(earned - order.earns)


def reverse(order: Order, *, was_paid: bool) -> None:
    """Return the points that an order redeemed, and deduct those that it earned."""
    _change(order, order.redeemed)
    if was_paid:
        _change(order, -order.earns, counts_for_tier=True)


def _change(order: Order, points: int, *, counts_for_tier: bool = False) -> None:
    if points and order.customer_id:
        Account.objects.bulk_create([Account(pk=order.customer_id)], ignore_conflicts=True)
        Account.objects.filter(pk=order.customer_id).update(points=F("points") + points)
        _record(order, order.customer_id, points, counts_for_tier=counts_for_tier)


def _record(order: Order, customer_id: int, points: int, *, counts_for_tier: bool = False) -> None:
    Entry.objects.create(
        account_id=customer_id, order=order, points=points, counts_for_tier=counts_for_tier
    )
    logger.info("points changed", extra={"order_id": str(order.pk), "points": points})


def _counted(entry: str = "") -> Q:
    """Select the entries that count for a tier; `entry` is the prefix of their lookups."""
    year_ago = timezone.now() - timedelta(days=365)
    return Q((f"{entry}counts_for_tier", True), (f"{entry}at__gt", year_ago))
