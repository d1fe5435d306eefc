"""The points account of each customer, and the ledger of everything that moved it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.identifiers import uuid7


class Account(models.Model):
    """What a customer can redeem, or what is to be settled by what they earn next.

    `balance` - `debt` is the sum of the account's entries, and one of the two is 0: a debt
    comes about where points are taken back that had been redeemed already.
    """

    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="points_account"
    )
    balance = models.PositiveBigIntegerField(default=0)
    debt = models.PositiveBigIntegerField(default=0)

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


class Kind(models.TextChoices):
    """Why points moved."""

    AWARD = "award", "earned"
    TAKEN_BACK = "taken_back", "taken back"
    REDEMPTION = "redemption", "redeemed"
    RETURNED = "returned", "returned"
    GRANT = "grant", "a gift"


# What counts for a tier: what was earned, less what was taken back of it.
EARNED = (Kind.AWARD, Kind.TAKEN_BACK)


class Entry(models.Model):
    """A movement of points: positive into the account, negative out of it. Never changed.

    An event moves points of one kind once. `occurred_at` is the time of the event, not that
    of its delivery; the ids are in the order of booking. A gift has no order; its `event_id`
    names the submission that gave it, and `note` says what for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        Account,
        models.CASCADE,
        related_name="entries",
        db_index=False,  # the index below begins with it
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    points = models.BigIntegerField()
    event_id = models.UUIDField()
    order_id = models.UUIDField(null=True, blank=True, db_index=True)
    order_number = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)
    occurred_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "-id"], name="loyalty_entries_of_account")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id", "kind"], name="loyalty_once_per_event_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Kind.AWARD, Kind.RETURNED, Kind.GRANT], points__gt=0)
                | Q(kind__in=[Kind.REDEMPTION, Kind.TAKEN_BACK], points__lt=0),
                name="loyalty_points_have_the_sign_of_their_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signed} {self.get_kind_display()}"

    @property
    def signed(self) -> str:
        """The points as people read them, like "+1,200", with a true minus sign."""
        return f"{self.points:+,}".replace("-", "\N{MINUS SIGN}")
