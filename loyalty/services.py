"""Change points. Only this module writes entries and publishes events."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, F
from django.db.models.functions import Greatest
from django.utils import timezone

from events.api import unit_of_work
from loyalty import selectors
from loyalty.models import POINTS_STEP, Account, Entry, EntryType, points_for, tier_for, value_of
from loyalty.signals import PointsAwarded, TierReached, points_awarded, tier_reached

_REDEMPTION_CODE = re.compile(re.escape(selectors.REDEMPTION_PREFIX) + r"([1-9][0-9]{2,8})")


class RedemptionNotAllowed(Exception):
    """The points of `code` cannot be redeemed; `reason` is a sentence for the customer."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySource:
    """The event of an order that moves points; `customer_id` is None for a guest's order."""

    event_id: UUID
    occurred_at: datetime
    customer_id: int | None
    order_id: UUID
    order_number: str

    def entry(self, entry_type: EntryType, points: int) -> Entry:
        return Entry(
            account_id=self.customer_id,
            type=entry_type,
            points=points,
            event_id=self.event_id,
            order_id=self.order_id,
            order_number=self.order_number,
            occurred_at=self.occurred_at,
        )


def redeem_points(*, source: EntrySource, adjustments: Iterable[tuple[str, Decimal]]) -> None:
    """Deduct the points that an order redeems; `adjustments` are pairs of code and amount.

    Raise RedemptionNotAllowed if the customer has too few points, or if a code of ours was not
    offered at this amount. One UPDATE checks and deducts, so two orders cannot redeem the same
    points. It locks the account for the rest of the transaction: the lock order of the shop is
    order, stock by SKU, account.
    """
    points = _redeemed_points(adjustments)
    if not points:
        return
    with unit_of_work():
        solvent = Account.objects.filter(pk=source.customer_id, balance__gte=points)
        if not solvent.update(balance=F("balance") - points):
            raise RedemptionNotAllowed(selectors.redemption_code(points), _refusal(source, points))
        source.entry(EntryType.REDEMPTION, -points).save(force_insert=True)


def return_redeemed_points(*, source: EntrySource) -> None:
    """Return the points that an order redeemed, once per order."""
    if source.customer_id is None:
        return
    redeemed = Entry.objects.filter(order_id=source.order_id, type=EntryType.REDEMPTION).total()
    with unit_of_work():
        _add(source.entry(EntryType.RETURN, -redeemed))


def award_points(*, source: EntrySource, paid: Decimal) -> None:
    """Add the points that an order earned; `paid` is the amount paid for goods.

    Publish `points_awarded`, and `tier_reached` if the customer reached a higher tier. A repeated
    call changes and publishes nothing. A guest earns no points.
    """
    if source.customer_id is None:
        return
    with unit_of_work():
        points = _add(source.entry(EntryType.AWARD, points_for(paid)))
        if not points:
            return
        # Without the order's own reversals: the result must not depend on whether they were
        # delivered before this award.
        standing, before = selectors.standing_after_award(
            customer_id=source.customer_id, order_id=source.order_id
        )
        points_awarded.publish(
            PointsAwarded(
                customer_id=source.customer_id,
                order_id=source.order_id,
                points=points,
                balance=standing.balance,
                tier=standing.tier.name,
            )
        )
        reached = tier_for(before + points)
        if reached != tier_for(before):
            tier_reached.publish(TierReached(customer_id=source.customer_id, tier=reached.name))


def reverse_points(*, source: EntrySource, paid_before: Decimal, paid_after: Decimal) -> None:
    """Deduct the points that an order earned with money that is refunded.

    `paid_before` and `paid_after` are the amounts paid for goods before and after the refund.
    Points that the customer has already redeemed become a debt. A repeated call changes nothing.
    """
    if source.customer_id is None:
        return
    with unit_of_work():
        _add(source.entry(EntryType.REVERSAL, points_for(paid_after) - points_for(paid_before)))


def grant_points(*, token: UUID, customer_id: int, points: int, note: str) -> Entry:
    """Grant points that do not count for the customer's tier, and return the entry.

    `token` identifies the submitted form: a second submission returns the first one's entry. The
    customer can read `note`. Raise Entry.DoesNotExist for an unknown customer.
    """
    with unit_of_work():
        _add(
            Entry(
                account_id=customer_id,
                type=EntryType.GRANT,
                points=points,
                event_id=token,
                note=note,
                occurred_at=timezone.now(),
            )
        )
        return Entry.objects.get(event_id=token, type=EntryType.GRANT)


def erase_customer(*, customer_id: int) -> None:
    """Delete the points account of a customer, with its entries."""
    Account.objects.filter(customer_id=customer_id).delete()


def _add(entry: Entry) -> int:
    """Insert an entry, change the account by its points, and return the points added.

    Return 0 for an entry without points, for one that exists already, and for a customer whose
    user account was deleted.
    """
    if not entry.points or not _ensure_account(entry.account_id):
        return 0
    Entry.objects.bulk_create([entry], ignore_conflicts=True)
    net = F("balance") - F("debt") + entry.points
    # After a conflict the entry was not inserted, so its id is not found.
    account = Account.objects.filter(Exists(Entry.objects.filter(pk=entry.pk)), pk=entry.account_id)
    changed = account.update(balance=Greatest(net, 0), debt=Greatest(0 - net, 0))
    return entry.points if changed else 0


def _ensure_account(customer_id: int) -> bool:
    """Create the customer's account if necessary; return False if the customer was deleted."""
    customers = get_user_model().objects.filter(pk=customer_id)
    accounts: list[Any] = list(customers.values_list("points_account", flat=True))
    if None in accounts:
        Account.objects.bulk_create([Account(customer_id=customer_id)], ignore_conflicts=True)
    return bool(accounts)


def _redeemed_points(adjustments: Iterable[tuple[str, Decimal]]) -> int:
    """Return the points that the adjustments cost; codes of other apps cost none."""
    prefix = selectors.REDEMPTION_PREFIX
    return sum(_points_of(code, amount) for code, amount in adjustments if code.startswith(prefix))


def _points_of(code: str, amount: Decimal) -> int:
    match = _REDEMPTION_CODE.fullmatch(code)
    points = int(match[1]) if match else 0
    if not points or points % POINTS_STEP or amount != -value_of(points):
        raise RedemptionNotAllowed(
            code, "These points cannot be redeemed. Choose one of the offers, or none."
        )
    return points


def _refusal(source: EntrySource, points: int) -> str:
    if source.customer_id is None:
        return "Log in to redeem your points, or order without them."
    balance = selectors.standing_of(customer_id=source.customer_id).balance
    return f"You now have {balance:,} points, not {points:,}. Choose another offer, or none."
