"""The tiers: from how many points in twelve months each begins, and what it brings."""

from dataclasses import dataclass
from datetime import timedelta

from loyalty.signals import TierName

COUNTS_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """`begins_at` points earned within COUNTS_FOR; `percent_off` is taken off the goods."""

    name: TierName
    begins_at: int
    free_delivery: bool = False
    percent_off: int = 0


BRONZE = Tier(name="Bronze", begins_at=0)
SILVER = Tier(name="Silver", begins_at=500, free_delivery=True)
GOLD = Tier(name="Gold", begins_at=2000, free_delivery=True, percent_off=5)

TIERS = (BRONZE, SILVER, GOLD)


def tier_for(earned: int) -> Tier:
    """The highest tier that so many points reach; less than none are as good as none."""
    return [tier for tier in TIERS if tier.begins_at <= max(earned, 0)][-1]


def tier_after(tier: Tier) -> Tier | None:
    """The next tier up; none after the highest."""
    return next((higher for higher in TIERS if higher.begins_at > tier.begins_at), None)
