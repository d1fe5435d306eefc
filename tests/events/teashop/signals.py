"""Events of a small tea shop, so that the kernel is tested without the apps of the shop."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from events.api import EventSignal, Personal, Question, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaSold:
    """A customer bought tea.

    Published: by the tests.
    """

    sku: str


tea_sold = EventSignal(TeaSold)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSent:
    """A parcel with every kind of value that an event can hold."""

    parcel_id: UUID
    recipient: Personal
    prices: tuple[Decimal, ...]
    sent_at: datetime
    grams: int | None


parcel_sent = EventSignal(ParcelSent)


class SoldOut(Refused):
    """Raised by a receiver that refuses a sale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftIdeas:
    """A customer asks what to buy."""

    budget: Decimal


gift_ideas = Question(GiftIdeas, str)
