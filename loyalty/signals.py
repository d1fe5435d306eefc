"""The events of loyalty."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from events.api import EventSignal

type TierName = Literal["Bronze", "Silver", "Gold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsAwarded:
    """A customer earned points with an order.

    Published: in the transaction that adds the award to the ledger.
    Not published: for returned or granted points, and for an award of 0 points.
    May be refused by: no receiver.
    `balance` is what the customer can redeem now. It is less than the award if the award
    settled a debt.
    """

    customer_id: int
    order_id: UUID
    points: int
    balance: int
    tier: TierName


points_awarded = EventSignal(PointsAwarded)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierReached:
    """A customer reached a higher tier.

    Published: in the transaction of the award.
    Not published: when a customer falls to a lower tier.
    May be refused by: no receiver.
    """

    customer_id: int
    tier: TierName


tier_reached = EventSignal(TierReached)
