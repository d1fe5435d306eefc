"""What can be done with points: the only writers, and the only publishers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from events import unit_of_work
from loyalty import ledger, selectors
from loyalty.models import Entry, Kind
from loyalty.redemption import Redemption, RedemptionRefused, points_for, redeemed_points
from loyalty.signals import PointsAwarded, TierReached, points_awarded, tier_reached
from loyalty.tiers import tier_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The event of an order that moves points; `customer_id` is `None` for a guest's order."""

    event_id: UUID
    occurred_at: datetime
    customer_id: int | None
    order_id: UUID
    order_number: str

    def entry(self, kind: Kind, points: int) -> Entry:
        return Entry(
            account_id=self.customer_id,
            kind=kind,
            points=points,
            event_id=self.event_id,
            order_id=self.order_id,
            order_number=self.order_number,
            occurred_at=self.occurred_at,
        )


def redeem_points(*, cause: Cause, adjustments: Iterable[tuple[str, Decimal]]) -> None:
    """Burn the points that an order redeems, by the code and amount of its adjustments.

    Nothing is done for an order that redeems none. Raises RedemptionRefused for points that
    the customer does not have, or that were not offered like this.
    """
    points = redeemed_points(adjustments)
    if not points:
        return
    with unit_of_work():
        if not ledger.spend(cause.entry(Kind.REDEMPTION, -points)):
            raise RedemptionRefused(Redemption(points=points).code, _too_few(cause, points))


def _too_few(cause: Cause, points: int) -> str:
    if cause.customer_id is None:
        return "Points belong to an account: log in to redeem yours, or order without."
    left = selectors.standing_of(customer_id=cause.customer_id).balance
    return f"You have {left:,} points now, not {points:,}. Choose another offer, or none."


def award_points(*, cause: Cause, paid: Decimal) -> None:
    """Credit what an order has earned by what was `paid` for goods.

    Publishes `points_awarded`, and `tier_reached` where they have climbed, in its operation. A
    repeat, a guest's order and one that earns nothing change nothing and say nothing.
    """
    with unit_of_work():
        points = ledger.book(cause.entry(Kind.AWARD, points_for(paid)))
        if cause.customer_id is None or not points:
            return
        standing = selectors.standing_of(customer_id=cause.customer_id)
        points_awarded.publish(
            PointsAwarded(
                customer_id=cause.customer_id,
                order_id=cause.order_id,
                points=points,
                balance=standing.balance,
                tier=standing.tier.name,
            )
        )
        _announce_climb(cause.customer_id, cause.order_id, points)


def _announce_climb(customer_id: int, order_id: UUID, points: int) -> None:
    """Say so where an award has lifted the customer to a higher tier.

    What has been taken back of the same order is left out: whether it was heard of before or
    after the award, the same is said.
    """
    before = selectors.earned_apart_from(customer_id=customer_id, order_id=order_id)
    reached = tier_for(before + points)
    if reached != tier_for(before):
        tier_reached.publish(TierReached(customer_id=customer_id, tier=reached.name))


def reverse_points(
    *,
    cause: Cause,
    paid_before: Decimal,
    paid_after: Decimal,
    returned: Iterable[tuple[str, Decimal]] = (),
) -> None:
    """Take back what an order has earned too much, and return what it redeemed.

    `paid_before` and `paid_after` are what is paid for goods before and after money goes
    back; `returned` are the adjustments whose points the customer gets back, by code and
    amount. What has been spent already becomes a debt. A repeat changes nothing. Raises
    RedemptionRefused for adjustments that loyalty never offered like that.
    """
    taken_back = points_for(paid_before) - points_for(paid_after)
    with unit_of_work():
        ledger.book(
            cause.entry(Kind.TAKEN_BACK, -taken_back),
            cause.entry(Kind.RETURNED, redeemed_points(returned)),
        )


def grant_points(*, token: UUID, customer_id: int, points: int, note: str) -> Entry:
    """Give a customer points, more than 0, that do not count for the tier.

    `token` names the submission: a second one with it gets the first one's entry. `note`
    says in a few words what they are for; the customer reads it. Raises Entry.DoesNotExist for
    an unknown customer.
    """
    with unit_of_work():
        ledger.book(
            Entry(
                account_id=customer_id,
                kind=Kind.GRANT,
                points=points,
                event_id=token,
                note=note,
                occurred_at=timezone.now(),
            )
        )
        return Entry.objects.get(event_id=token, kind=Kind.GRANT)
