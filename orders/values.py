"""Values that views pass to services and get back."""

from dataclasses import dataclass
from decimal import Decimal

from orders.signals import Adjustment, OrderedLine
from storefront.addresses import PostalAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(PostalAddress):
    """The customer's name and address, and the e-mail address for messages about an order."""

    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of a basket.

    `adjustments` are those that apply, including the chosen redemption. `options` are the
    redemptions that the customer can choose; `redeemed` is the code of the chosen one, or empty.
    """

    lines: tuple[OrderedLine, ...]
    goods_listed: Decimal
    goods_paid: Decimal
    shipping_listed: Decimal
    shipping_paid: Decimal
    adjustments: tuple[Adjustment, ...]
    options: tuple[Adjustment, ...]
    redeemed: str

    @property
    def total(self) -> Decimal:
        """Return the amount to pay."""
        return self.goods_paid + self.shipping_paid

    @property
    def total_before_redemption(self) -> Decimal:
        """Return the amount to pay if nothing was redeemed."""
        return self.total - sum((a.amount for a in self.adjustments if a.optional), Decimal(0))
