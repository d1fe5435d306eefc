"""What orders announces, asks, and what those who hear it may refuse."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from events import EventSignal, Personal, Question, Refused
from events.signals import Panel

type CancelReason = Literal["declined", "expired", "customer", "staff"]
type AdjustmentTier = Literal["tier", "delivery", "redemption"]


# --- values that events and questions carry ------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One line of an order; `paid` is what the line costs once adjustments are apportioned."""

    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    """What of one line is paid back; `resaleable` says whether the goods return to the shelf."""

    sku: str
    name: str
    quantity: int
    amount: Decimal
    resaleable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A change to the price that another app offers.

    `code` means something to that app alone. `amount` is negative and in the shop's
    currency. Adjustments apply in the order tier, delivery, redemption: a tier benefit
    lowers the goods, a delivery benefit the delivery, a redemption the goods again. With
    `optional` it counts only if the customer chooses it.
    """

    code: str
    label: str
    amount: Decimal
    tier: AdjustmentTier
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A line that cannot be had; `available` is 0 for a product that is not on sale."""

    sku: str
    wanted: int
    available: int


# --- refusals ------------------------------------------------------------------------------


class LinesUnavailable(Refused):
    """Raised by who keeps the stock: these lines cannot be had as ordered."""

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        super().__init__("Some of what you ordered is not available any more.")
        self.shortages = shortages


class AdjustmentRefused(Refused):
    """It cannot be granted any more. Raised by who offered it, or by orders where nobody does."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class OrderRefused(Refused):
    """Raised by anybody else who will not have the order; the customer reads the reason."""


# --- questions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPriced:
    """A basket is being priced: who has an adjustment to offer?

    Asked: whenever basket or checkout is shown, and when an order is placed, before its
    transaction; perhaps several times a request.
    Not asked: while nothing in the basket can be ordered.
    `goods` and `delivery` are the amounts before any adjustment, today's when an order is
    placed, perhaps a minute old on a page; `customer_id` is `None` for a guest.
    """

    lines: tuple[OrderedLine, ...]
    goods: Decimal
    delivery: Decimal
    customer_id: int | None


checkout_priced = Question(CheckoutPriced, Adjustment)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPageShown:
    """An order's page is being shown: who has something to add?

    Asked: each time, after it is known that the viewer may read the order. `paid_for_goods`
    is what has been paid for goods and not been paid back (0 while the order is unpaid).
    """

    order_id: UUID
    status: str
    customer_id: int | None
    viewer_id: int | None
    paid_for_goods: Decimal


order_page_shown = Question(OrderPageShown, Panel)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLinkWanted:
    """Somebody writes to the customer of an order: what is the link to it?

    Asked: when a message is rendered. The answer is an absolute, signed link that lets its
    reader see the order for 90 days; it is never stored.
    """

    order_id: UUID


order_link_wanted = Question(OrderLinkWanted, str)


# --- the life of an order ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced:
    """A customer has committed to an order; it is not paid yet.

    Published: in the transaction that writes the order, after its lines are written.
    Not published: for a submission that is repeated.
    May be refused by: LinesUnavailable (the stock), AdjustmentRefused (who offered it),
    OrderRefused (anybody, with a reason).
    """

    order_id: UUID
    number: str
    customer_id: int | None
    lines: tuple[OrderedLine, ...]
    adjustments: tuple[Adjustment, ...]
    total: Decimal


order_placed = EventSignal(OrderPlaced)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted:
    """An order has been paid for.

    Published: in the transaction that turns the order from pending to completed, once.
    Not published: when the payment is declined, or captured after the order was cancelled.
    May be refused by: nobody; the money has been taken.
    `goods` is the sum of the lines before, `total` the amount paid after adjustments;
    `delivery` is what was paid for delivery.
    """

    order_id: UUID
    number: str
    customer_id: int | None
    email: Personal
    name: Personal
    lines: tuple[OrderedLine, ...]
    adjustments: tuple[Adjustment, ...]
    goods: Decimal
    delivery: Decimal
    total: Decimal


order_completed = EventSignal(OrderCompleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled:
    """An order will not be delivered.

    Published: in the transaction that cancels the order, once: after a declined payment,
    when it expired unpaid, by the customer or by staff before it is shipped.
    Not published: for an order that is paid back after shipping (`order_refunded`).
    May be refused by: nobody.
    `was_paid` says whether money and stock had moved; then `total` is paid back under
    `refund_id`, of which `delivery` was for delivery. `lines` is what had been ordered and
    not been refunded already.
    """

    order_id: UUID
    number: str
    customer_id: int | None
    email: Personal
    name: Personal
    reason: CancelReason
    was_paid: bool
    refund_id: UUID | None
    lines: tuple[OrderedLine, ...]
    adjustments: tuple[Adjustment, ...]
    delivery: Decimal
    total: Decimal


order_cancelled = EventSignal(OrderCancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped:
    """The parcel of an order is on its way.

    Published: in the transaction that turns the order from completed to shipped, once.
    Not published: when it is shipped already, or cannot be shipped any more.
    May be refused by: nobody.
    `carrier` is what people call who brings it.
    """

    order_id: UUID
    number: str
    customer_id: int | None
    email: Personal
    name: Personal
    carrier: str
    tracking_number: str


def _by_post(payload: dict[str, Any]) -> dict[str, Any]:
    """Version 1 named no carrier, since every parcel went by post."""
    return {**payload, "carrier": "Parcel Post"}


order_shipped = EventSignal(OrderShipped, version=2, upcasters={1: _by_post})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered:
    """The parcel of an order has arrived.

    Published: in the transaction that turns the order from shipped to delivered, once.
    Not published: when it has arrived already, or was never shipped.
    May be refused by: nobody.
    """

    order_id: UUID
    number: str
    customer_id: int | None
    email: Personal
    name: Personal


order_delivered = EventSignal(OrderDelivered)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefunded:
    """Some or all of a paid order is paid back.

    Published: in the transaction that writes the refund, once a refund.
    Not published: for an order cancelled before shipping (`order_cancelled` pays it back).
    May be refused by: nobody.
    `amount` is paid back under `refund_id`. `goods_before` and `goods_after` are what was
    paid for goods and not paid back, before and after this refund; `whole` says that nothing
    of the order remains.
    """

    order_id: UUID
    number: str
    customer_id: int | None
    email: Personal
    name: Personal
    refund_id: UUID
    lines: tuple[RefundedLine, ...]
    adjustments: tuple[Adjustment, ...]
    amount: Decimal
    goods_before: Decimal
    goods_after: Decimal
    whole: bool


order_refunded = EventSignal(OrderRefunded)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCapturedLate:
    """The bank has captured a payment for an order that had been cancelled unpaid.

    Published: in the transaction that writes the refund, at most once an order.
    Not published: when an order that was paid is cancelled (`order_cancelled` pays it back).
    May be refused by: nobody.
    The whole `amount` is paid back under `refund_id`.
    """

    order_id: UUID
    number: str
    refund_id: UUID
    amount: Decimal


payment_captured_late = EventSignal(PaymentCapturedLate)
