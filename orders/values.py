"""The values that views hand to services and get back."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from orders.models import Order
from orders.signals import Adjustment, OrderedLine

_BRANDS = {"3": "American Express", "4": "Visa", "5": "Mastercard", "6": "Discover"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who orders, and where the parcel goes; `country` is an ISO 3166 code of two letters."""

    email: str
    name: str
    address: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A payment card on its way to the gateway: never stored, logged or shown.

    `number` and `cvc` are digits only; `expiry_year` has four digits.
    """

    number: str = field(repr=False)
    expiry_month: int = field(repr=False)
    expiry_year: int = field(repr=False)
    cvc: str = field(repr=False)

    @property
    def brand(self) -> str:
        return _BRANDS.get(self.number[:1], "Card")

    @property
    def last4(self) -> str:
        return self.number[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One product of a basket at today's price.

    `problem` says in a sentence why it cannot be ordered; then the line counts for nothing.
    """

    sku: str
    slug: str
    name: str
    emoji: str
    unit_price: Decimal
    quantity: int
    total: Decimal
    problem: str = ""

    def as_ordered(self, paid: Decimal) -> OrderedLine:
        return OrderedLine(
            sku=self.sku,
            name=self.name,
            quantity=self.quantity,
            unit_price=self.unit_price,
            paid=paid,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What a basket costs now: total = goods + delivery + the amounts of `adjustments`.

    `goods` and `delivery` are the amounts before adjustments. `adjustments` are those that
    apply, the chosen redemption included, each as far as it counts; `offers` are those that
    the customer may choose by their code, and `redeemed` is the code that is chosen (empty
    where none is, or where the one asked for is not on offer).
    """

    lines: tuple[PricedLine, ...]
    goods: Decimal
    delivery: Decimal
    adjustments: tuple[Adjustment, ...]
    offers: tuple[Adjustment, ...]
    redeemed: str
    total: Decimal

    @property
    def orderable(self) -> tuple[PricedLine, ...]:
        """The lines that can be ordered."""
        return tuple(line for line in self.lines if not line.problem)

    @property
    def problems(self) -> tuple[PricedLine, ...]:
        """The lines that cannot."""
        return tuple(line for line in self.lines if line.problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The order of a submission; `created` is False where the submission was a repeat.

    Only the caller for whom it was created goes on to pay.
    """

    order: Order
    created: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentResult:
    """What came of a payment.

    completed: the order is paid. declined: the order is cancelled, `reason` is a sentence for
    the customer. unknown: the bank gave no answer; the order stays pending, and the clock asks
    the bank again every minute.
    """

    outcome: Literal["completed", "declined", "unknown"]
    reason: str = ""
