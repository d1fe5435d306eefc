"""The events, questions and refusals of orders."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from events.api import EventSignal, Personal, Question, Refused
from storefront.addresses import PostalAddress
from storefront.panels import Panel

type CancelReason = Literal["expired", "customer", "staff"]
type AdjustmentStage = Literal["goods", "shipping", "redemption"]


# --- values that events and questions carry ------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One line of an order.

    `unit_price` is the listed price. `paid` is the price of the line after its share of the
    adjustments.
    """

    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    """The refunded pieces of one line; if `resaleable`, they return to the stock."""

    sku: str
    name: str
    quantity: int
    amount: Decimal
    resaleable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A reduction of the price that another app offers.

    `code` has a meaning for that app only. `amount` is negative and in the shop's currency.
    Adjustments apply in the order of their stages: "goods" and "redemption" lower the price of
    the goods, "shipping" lowers the shipping fee. An `optional` adjustment applies only if the
    customer chooses it.
    """

    code: str
    label: str
    amount: Decimal
    stage: AdjustmentStage
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAddress:
    """An address that a customer saved; `code` has a meaning for the app that stores it only."""

    code: str
    address: PostalAddress
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """The addresses of a customer, and whether the app that stores them accepts another one."""

    addresses: tuple[SavedAddress, ...]
    has_room: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A line that cannot be ordered as wanted; `available` is 0 for a product not on sale."""

    sku: str
    wanted: int
    available: int


# --- refusals ------------------------------------------------------------------------------


class LinesUnavailable(Refused):
    """Raised by inventory: these lines are not available in the ordered quantity."""

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        super().__init__("Some of the items are not available any more.")
        self.shortages = shortages


class AdjustmentRefused(Refused):
    """Raised by the app that offered an adjustment, or by orders: it does not apply any more."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class OrderRefused(Refused):
    """Raised by any other app that refuses an order; the customer reads the reason."""


# --- questions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutAdjustments:
    """Collect the adjustments that apply to a basket.

    Asked: when the basket or the checkout is shown, and before an order is placed.
    Not asked: while no line of the basket can be ordered.
    `goods_listed` and `shipping_listed` are the amounts before adjustments. `paid` of each line
    is its listed price. `customer_id` is `None` for a guest.
    """

    lines: tuple[OrderedLine, ...]
    goods_listed: Decimal
    shipping_listed: Decimal
    customer_id: int | None


checkout_adjustments = Question(CheckoutAdjustments, Adjustment)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAddresses:
    """Collect the addresses that a customer saved.

    Asked: when the checkout is shown. Without an answer it offers no address and no way to save
    one.
    Not asked: for a guest.
    """

    customer_id: int


saved_addresses = Question(SavedAddresses, AddressBook)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPagePanels:
    """Collect the panels for an order page.

    Asked: each time the page is shown, after the access check. `goods_paid` is the amount that
    was paid for goods and not refunded (0 while the order is unpaid).
    """

    order_id: UUID
    status: str
    customer_id: int | None
    viewer_id: int | None
    goods_paid: Decimal


order_page_panels = Question(OrderPagePanels, Panel)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAdminPanels:
    """Collect the panels for the page of an order in the admin.

    Asked: each time the page is shown. `permissions` are those of the member of staff, such as
    `notifications.view_message`: answer with nothing that they do not cover.
    """

    order_id: UUID
    permissions: frozenset[str]


order_admin_panels = Question(OrderAdminPanels, Panel)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLink:
    """Return the link to an order for a message to its customer.

    Asked: when the e-mail of a message is rendered. The answer is an absolute, signed link that
    grants read access to the order for 90 days. It is never stored.
    """

    order_id: UUID


order_link = Question(OrderLink, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAddress:
    """Return the address of an order.

    Asked: by the app that saves it for the customer (`address_save_requested`). Events about
    orders do not contain the address.
    """

    order_id: UUID


order_address = Question(OrderAddress, PostalAddress)


# --- the life of an order ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutOrder:
    """The first fields of most events: the order and its customer, `None` for a guest."""

    order_id: UUID
    number: str
    customer_id: int | None
    email: Personal
    name: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced:
    """A customer placed an order; it is not paid yet.

    Published: in the transaction that inserts the order, after its lines are inserted.
    Not published: for a repeated submission.
    May be refused by: inventory (LinesUnavailable), the app that offered an adjustment
    (AdjustmentRefused), any other app (OrderRefused, with a reason).
    `total_due` is the amount to pay, after adjustments.
    """

    order_id: UUID
    number: str
    customer_id: int | None
    lines: tuple[OrderedLine, ...]
    adjustments: tuple[Adjustment, ...]
    total_due: Decimal


order_placed = EventSignal(OrderPlaced)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSaveRequested:
    """A customer chose to save the address of an order for later orders.

    Published: in the transaction that inserts the order, after `order_placed`.
    Not published: for a guest.
    May be refused by: no receiver.
    The address is the answer to `order_address`.
    """

    order_id: UUID
    customer_id: int


address_save_requested = EventSignal(AddressSaveRequested)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequested:
    """A customer submitted a card for an order that is not paid yet.

    Published: in the transaction that inserts the payment: when the order is placed, and for
    each further card after a decline.
    Not published: while another payment of the order is in flight.
    May be refused by: no receiver.
    `attempt` counts the payments of the order from 1. The gateway charges `amount` with the
    payment's id as idempotency key.
    """

    order_id: UUID
    payment_id: UUID
    attempt: int
    amount: Decimal


payment_requested = EventSignal(PaymentRequested)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(AboutOrder):
    """A customer paid for an order.

    Published: once, in the transaction that changes the order from pending to completed.
    Not published: when the payment is declined, or captured after the order was cancelled.
    May be refused by: no receiver; the bank has captured the payment.
    `goods_listed` and `shipping_listed` are the amounts before adjustments, `goods_paid` and
    `shipping_paid` the amounts after them. `total_paid` = `goods_paid` + `shipping_paid`.
    """

    lines: tuple[OrderedLine, ...]
    adjustments: tuple[Adjustment, ...]
    goods_listed: Decimal
    goods_paid: Decimal
    shipping_listed: Decimal
    shipping_paid: Decimal
    total_paid: Decimal


order_completed = EventSignal(OrderCompleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(AboutOrder):
    """An order was cancelled before it was shipped.

    Published: once, in the transaction that cancels the order: because it expired unpaid, or
    at the request of the customer or of staff.
    Not published: for an order that is refunded after shipping (`order_refunded`).
    May be refused by: no receiver.
    `lines` are the ordered pieces that were not refunded before. If `was_paid`, `total_paid` is
    refunded under `refund_id`: `goods_paid` for the goods and `shipping_paid` for shipping.
    Otherwise the three amounts are 0.
    """

    reason: CancelReason
    was_paid: bool
    refund_id: UUID | None
    lines: tuple[OrderedLine, ...]
    adjustments: tuple[Adjustment, ...]
    goods_paid: Decimal
    shipping_paid: Decimal
    total_paid: Decimal


order_cancelled = EventSignal(OrderCancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped(AboutOrder):
    """The parcel of an order was handed to the carrier.

    Published: once, in the transaction that changes the order from completed to shipped.
    Not published: when the order is already shipped, or cannot be shipped any more.
    May be refused by: no receiver.
    `carrier` is the carrier's name for customers, and `tracking_url` the carrier's page about
    the parcel; it is empty if the shop does not know one.
    """

    carrier: str
    tracking_number: Personal
    tracking_url: Personal = ""


def _by_post(payload: dict[str, Any]) -> dict[str, Any]:
    """Add the carrier: in version 1 every parcel was sent by post."""
    return {**payload, "carrier": "Parcel Post"}


order_shipped = EventSignal(OrderShipped, version=2, upcasters={1: _by_post})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(AboutOrder):
    """The parcel of an order arrived.

    Published: once, in the transaction that changes the order from shipped to delivered.
    Not published: when the order is already delivered, or was not shipped.
    May be refused by: no receiver.
    """


order_delivered = EventSignal(OrderDelivered)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefunded(AboutOrder):
    """Some or all pieces of a paid order are refunded.

    Published: once for each refund, in the transaction that inserts it.
    Not published: for an order that is cancelled before shipping (`order_cancelled`).
    May be refused by: no receiver.
    `amount` is refunded under `refund_id`. `goods_paid_before` and `goods_paid_after` are the
    amounts paid for goods and not refunded, before and after this refund. `whole` means that
    the whole order is refunded now, including shipping.
    """

    refund_id: UUID
    lines: tuple[RefundedLine, ...]
    adjustments: tuple[Adjustment, ...]
    amount: Decimal
    goods_paid_before: Decimal
    goods_paid_after: Decimal
    whole: bool


order_refunded = EventSignal(OrderRefunded)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCapturedLate:
    """The bank captured a payment for an order that cannot be completed any more.

    Published: at most once for each payment, in the transaction that inserts the refund.
    Not published: when a paid order is cancelled (`order_cancelled`).
    May be refused by: no receiver.
    The whole `amount` is refunded under `refund_id`.
    """

    order_id: UUID
    number: str
    payment_id: UUID
    refund_id: UUID
    amount: Decimal


payment_captured_late = EventSignal(PaymentCapturedLate)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestOrderJoined:
    """A paid order of a guest was added to the account whose owner confirmed its address.

    Published: once for each order, in the transaction that adds it to the account.
    Not published: for an unpaid order (`order_completed` follows with the customer), and for one
    whose goods cost nothing, or were refunded.
    May be refused by: no receiver.
    `goods_paid` is the amount paid for goods and not refunded.
    """

    order_id: UUID
    number: str
    customer_id: int
    goods_paid: Decimal


guest_order_joined = EventSignal(GuestOrderJoined)
