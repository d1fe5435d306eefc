"""Read points, tiers and the ledger."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from uuid import UUID

from django.db.models import Q, Sum

from events.explorer.paging import Page, page_of
from loyalty.models import (
    POINTS_STEP,
    STEP_VALUE,
    Account,
    Entry,
    EntryType,
    Tier,
    counts_for_tier,
    tier_after,
    tier_for,
    value_of,
)
from storefront.money import to_cents

PAGE_SIZE = 20
REDEMPTION_PREFIX = "redeem-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The points of a customer; `earned` are those that count for the tier."""

    balance: int = 0
    debt: int = 0
    earned: int = 0

    @property
    def tier(self) -> Tier:
        return tier_for(self.earned)

    @property
    def next_tier(self) -> Tier | None:
        return tier_after(self.tier)

    @property
    def points_to_next_tier(self) -> int:
        """Return the points missing for the next tier; 0 at the highest."""
        return self.next_tier.begins_at - self.earned if self.next_tier else 0

    @property
    def value(self) -> Decimal:
        """Return what the balance can be redeemed for."""
        return value_of(self.balance)

    def discount_on(self, goods: Decimal) -> Decimal:
        """Return the tier's discount, rounded half up to the cent."""
        return to_cents(goods * self.tier.percent_off / 100)

    def redeemable_points(self, goods: Decimal) -> list[int]:
        """Return the points to offer: as many as the goods allow, and half of them."""
        steps = min(self.balance // POINTS_STEP, floor(goods / STEP_VALUE))
        return [n * POINTS_STEP for n in sorted({steps, steps // 2} - {0}, reverse=True)]


def redemption_code(points: int) -> str:
    """Return the code of the adjustment that redeems these points."""
    return f"{REDEMPTION_PREFIX}{points}"


def standing_of(*, customer_id: int | None) -> Standing:
    """Return the standing of a customer in one statement; a guest needs no statement."""
    if customer_id is None:
        return Standing()
    account = Account.objects.filter(pk=customer_id).annotate(earned=_earned())
    row = account.order_by("pk").values_list("balance", "debt", "earned").first()
    return _standing(*row) if row else Standing()


def standing_after_award(*, customer_id: int, order_id: UUID) -> tuple[Standing, int]:
    """Return a customer's standing, and the points that other orders earned for the tier."""
    account = Account.objects.filter(pk=customer_id).annotate(
        earned=_earned(), by_others=_earned(~Q(entries__order_id=order_id))
    )
    *row, by_others = account.values_list("balance", "debt", "earned", "by_others").get()
    return _standing(*row), by_others


def _earned(*conditions: Q) -> Sum:
    """Return the sum of an account's entries that count for its tier."""
    counted = Q(counts_for_tier("entries__"), *conditions)
    return Sum("entries__points", filter=counted, default=0)


def _standing(balance: int, debt: int, earned: int) -> Standing:
    return Standing(balance=balance, debt=debt, earned=max(earned, 0))


def ledger_page(*, customer_id: int | None, after: UUID | None) -> Page[Entry]:
    """Return a page of a customer's ledger, from the latest entry or after a given one."""
    return page_of(Entry.objects.filter(account=customer_id), before=after, size=PAGE_SIZE)


def points_of_order(*, order_id: UUID) -> Counter[EntryType]:
    """Return the points that an order moved, by type of entry and with their sign."""
    points: Counter[EntryType] = Counter()
    for entry_type, moved in Entry.objects.filter(order_id=order_id).values_list("type", "points"):
        points[EntryType(entry_type)] += moved
    return points


def personal_data_of(*, customer_id: int) -> dict[str, object]:
    """Return what loyalty stores about a customer, as values that JSON can hold."""
    entries = Entry.objects.filter(account_id=customer_id).order_by("pk")
    return {
        "points": standing_of(customer_id=customer_id).balance,
        "entries": [
            {"type": entry.type, "points": entry.points, "at": entry.occurred_at.isoformat()}
            for entry in entries
        ],
    }
