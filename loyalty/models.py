"""Points accounts, the ledger of all entries, and the tiers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import floor
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from uuid_utils.compat import uuid7

from loyalty.signals import TierName

POINTS_STEP = 100  # points are redeemed in multiples of this number
STEP_VALUE = Decimal("1.00")  # in the shop's currency


def points_for(paid: Decimal) -> int:
    """Return the points earned by an amount paid for goods: one per whole unit of money."""
    return floor(paid)


def value_of(points: int) -> Decimal:
    """Return what the points can be redeemed for; a remainder below one step is worth nothing."""
    return points // POINTS_STEP * STEP_VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A level that a customer reaches with `begins_at` points earned within twelve months."""

    name: TierName
    begins_at: int
    free_shipping: bool = False
    percent_off: int = 0


BRONZE = Tier(name="Bronze", begins_at=0)
SILVER = Tier(name="Silver", begins_at=500, free_shipping=True)
GOLD = Tier(name="Gold", begins_at=2000, free_shipping=True, percent_off=5)

TIERS = (BRONZE, SILVER, GOLD)


def tier_for(earned: int) -> Tier:
    """Return the highest tier that the points reach."""
    return [tier for tier in TIERS if tier.begins_at <= max(earned, 0)][-1]


def tier_after(tier: Tier) -> Tier | None:
    """Return the next higher tier, or None for the highest."""
    return next((higher for higher in TIERS if higher.begins_at > tier.begins_at), None)


def twelve_months_before(moment: datetime) -> datetime:
    """Return the same date and time of the previous year; 28 February for a leap day."""
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:
        return moment.replace(year=moment.year - 1, day=28)


class EntryType(models.TextChoices):
    """The reason for a movement of points. The labels are shown to customers."""

    AWARD = "award", "Earned"
    REVERSAL = "reversal", "Deducted"
    REDEMPTION = "redemption", "Redeemed"
    RETURN = "return", "Returned"
    GRANT = "grant", "Bonus"


def counts_for_tier(entry: str = "") -> Q:
    """Select the entries that count for a tier: awards, less their reversals.

    `entry` is the prefix of lookups in the entries.
    """
    return Q(
        (f"{entry}type__in", [EntryType.AWARD, EntryType.REVERSAL]),
        (f"{entry}occurred_at__gt", twelve_months_before(timezone.now())),
    )


class AccountQuerySet(models.QuerySet["Account"]):
    def with_earned(self) -> models.QuerySet[Any]:
        """Annotate `earned`: the points that count for the customer's tier."""
        # A subquery, which a page computes for the rows that it shows.
        counted = Entry.objects.filter(counts_for_tier(), account=OuterRef("pk"))
        earned = counted.order_by().values("account").annotate(sum=Sum("points")).values("sum")
        return self.annotate(earned=Coalesce(Subquery(earned), 0))


class Account(models.Model):
    """The points of one customer.

    `balance` - `debt` is the sum of the entries, and one of the two is always 0. A debt arises
    when points are reversed after the customer has redeemed them.
    """

    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="points_account"
    )
    balance = models.PositiveBigIntegerField(default=0)
    debt = models.PositiveBigIntegerField(default=0)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = "points account"
        ordering: ClassVar = ["customer"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(balance=0) | Q(debt=0), name="loyalty_no_balance_beside_a_debt"
            ),
        ]

    def __str__(self) -> str:
        return f"Points of {self.customer}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def total(self) -> int:
        """Return the sum of the points."""
        points: int = self.aggregate(points=Sum("points", default=0))["points"]
        return points


class Entry(models.Model):
    """A movement of points, positive into the account and negative out of it. Never changed.

    An event creates at most one entry of each type, and an order at most one redemption and one
    return. `occurred_at` is the time of the event, not of its delivery; the ids follow the order
    of insertion. A grant has no order: its `event_id` identifies the submitted form, and `note`
    gives the reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        Account,
        models.CASCADE,
        related_name="entries",
        db_index=False,  # the index below begins with it
    )
    type = models.CharField(max_length=12, choices=EntryType)
    points = models.BigIntegerField()
    event_id = models.UUIDField()
    order_id = models.UUIDField(null=True, blank=True, db_index=True)
    order_number = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)
    occurred_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "-id"], name="loyalty_entries_of_account"),
            models.Index(fields=["order_number"], name="loyalty_entries_by_number"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id", "type"], name="loyalty_one_entry_per_event_and_type"
            ),
            models.UniqueConstraint(
                fields=["order_id", "type"],
                condition=Q(type__in=[EntryType.REDEMPTION, EntryType.RETURN]),
                name="loyalty_one_redemption_per_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    type__in=[EntryType.AWARD, EntryType.RETURN, EntryType.GRANT], points__gt=0
                )
                | Q(type__in=[EntryType.REDEMPTION, EntryType.REVERSAL], points__lt=0),
                name="loyalty_points_have_the_sign_of_their_type",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signed_points} {self.get_type_display()}"

    @property
    def signed_points(self) -> str:
        """Return the points as text, like "+1,200", with a typographic minus sign."""
        return f"{self.points:+,}".replace("-", "\N{MINUS SIGN}")
