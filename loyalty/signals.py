"""What loyalty announces."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from events import EventSignal

type TierName = Literal["Bronze", "Silver", "Gold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsAwarded:
    """A customer has earned points.

    Published: in the transaction that writes the ledger entry.
    Not published: for points that are given back after a cancelled redemption or that staff
    give, nor when an award comes to nothing.
    May be refused by: nobody.
    `balance` is what can be redeemed now; less than the award where it settled a debt.
    """

    customer_id: int
    order_id: UUID
    points: int
    balance: int
    tier: TierName


points_awarded = EventSignal(PointsAwarded)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierReached:
    """A customer has climbed to a higher tier.

    Published: in the transaction of the award that lifted them.
    Not published: when a customer falls back to a lower tier.
    May be refused by: nobody.
    """

    customer_id: int
    tier: TierName


tier_reached = EventSignal(TierReached)
