"""Additions to a basket that can be undone, as a value in the form of the button "Undo"."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.core import signing

_SALT = "orders.addition"


class AdditionInvalid(Exception):
    """The value was not signed by this shop."""


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
        price = None if self.price_before is None else str(self.price_before)
        fields = [self.basket_id.hex, self.version, self.sku, self.quantity_before, price]
        return signing.dumps(fields, salt=_SALT)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the addition in a signed text; raise AdditionInvalid."""
        try:
            basket_id, version, sku, quantity, price = signing.loads(text, salt=_SALT)
        except signing.BadSignature as error:
            raise AdditionInvalid from error
        return cls(
            basket_id=UUID(basket_id),
            version=version,
            sku=sku,
            quantity_before=quantity,
            price_before=None if price is None else Decimal(price),
        )
