"""Additions to a basket that can be undone, as a value in the form of the button "Undo"."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core import signing
from pydantic import TypeAdapter

_SALT = "orders.undoable_addition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """An addition of a product to a basket, and the line before it.

    `version` is the basket's version after the addition. Without a line before it,
    `quantity_before` is 0 and `price_before` is None.
    """

    basket_id: UUID
    version: int
    sku: str
    quantity_before: int
    price_before: Decimal | None

    def signed(self) -> str:
        """Return the addition as text that visitors cannot change."""
        return signing.dumps(_ADAPTER.dump_python(self, mode="json"), salt=_SALT)

    @staticmethod
    def read(text: str) -> "Addition":
        """Return the addition in a signed text; raise BadSignature."""
        return _ADAPTER.validate_python(signing.loads(text, salt=_SALT))


_ADAPTER = TypeAdapter(Addition)
