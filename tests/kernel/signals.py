"""Events of a small world of its own, so that the kernel is tested without the shop."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from events import EventSignal, Personal, Question, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit:
    """A lamp has been lit.

    Published: by the tests.
    """

    street: str


lamp_lit = EventSignal(LampLit)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPosted:
    """A letter with every kind of value that an event may hold."""

    letter_id: UUID
    addressee: Personal
    stamps: tuple[Decimal, ...]
    posted_at: datetime
    weight: int | None


letter_posted = EventSignal(LetterPosted)


class TooDark(Refused):
    """Raised by a receiver that refuses a lamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayAsked:
    """Somebody wants to know the way."""

    to: str


way_asked = Question(WayAsked, str)
