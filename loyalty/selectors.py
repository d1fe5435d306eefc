"""Reads of the loyalty app."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from loyalty import redemption
from loyalty.models import EARNED, Account, Entry, Kind
from loyalty.tiers import COUNTS_FOR, Tier, tier_after, tier_for

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a customer stands; `earned` are the points that count for the tier."""

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
    def missing(self) -> int:
        """How many points the next tier is away; 0 at the highest."""
        return self.next_tier.begins_at - self.earned if self.next_tier else 0

    @property
    def worth(self) -> Decimal:
        """What the balance can be redeemed for."""
        return redemption.worth(self.balance)


def with_earned(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """The accounts with `earned`: the points that count for their tier."""
    return accounts.annotate(earned=_earned())


def standing_of(*, customer_id: int | None) -> Standing:
    """The standing of a customer now, in one statement; all 0 before their first points.

    So it is for a guest, for whom nothing is asked.
    """
    if customer_id is None:
        return Standing()
    account = Account.objects.filter(pk=customer_id).annotate(earned=_earned())
    row = account.values_list("balance", "debt", "earned").first()
    if row is None:
        return Standing()
    balance, debt, earned = row
    return Standing(balance=balance, debt=debt, earned=max(earned, 0))


def earned_apart_from(*, customer_id: int, order_id: UUID) -> int:
    """The points that count for the tier, without those of one order."""
    counting = Entry.objects.filter(_counts(), account_id=customer_id).exclude(order_id=order_id)
    earned: int = counting.aggregate(earned=Sum("points", default=0))["earned"]
    return earned


def _earned() -> Sum:
    return Sum("entries__points", filter=_counts("entries__"), default=0)


def _counts(prefix: str = "") -> Q:
    since = timezone.now() - COUNTS_FOR
    return Q((f"{prefix}kind__in", EARNED), (f"{prefix}occurred_at__gt", since))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """Entries, latest first; `older` is the id to continue after, if there are more."""

    entries: Sequence[Entry]
    older: UUID | None


def ledger_of(*, customer_id: int | None, after: UUID | None) -> LedgerPage:
    """A page of a customer's ledger, from its beginning or after an entry."""
    entries = Entry.objects.filter(account_id=customer_id).order_by("-id")
    if after is not None:
        entries = entries.filter(id__lt=after)
    found = list(entries[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return LedgerPage(entries=found[:PAGE_SIZE], older=found[PAGE_SIZE - 1].id if more else None)


def points_of_order(*, order_id: UUID) -> Counter[Kind]:
    """The points that each kind of entry has moved for an order, with their sign."""
    points: Counter[Kind] = Counter()
    for kind, moved in Entry.objects.filter(order_id=order_id).values_list("kind", "points"):
        points[Kind(kind)] += moved
    return points
