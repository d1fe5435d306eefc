"""What may be read of orders."""

from collections.abc import Collection, Container, Mapping, Sequence
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from orders import pricing
from orders.bestsellers import bestsellers
from orders.models import Order, Refund, Status
from orders.offers import Offered, offers_now, offers_shown
from orders.signals import CheckoutAdjustments, checkout_adjustments
from orders.values import Contact, Priced, PricedLine

__all__ = [
    "bestsellers",
    "fate_of",
    "latest_contact",
    "offer_on_sale",
    "order_for",
    "orders_of",
    "pay_backs_of",
    "price_basket",
    "status_of",
]


def price_basket(
    *, basket: Mapping[str, int], customer_id: int | None, redeem: str = "", cached: bool = False
) -> Priced:
    """What a basket (quantity by sku, each at least 1) costs now, line by line.

    The lines keep the basket's order. Asks the other apps for adjustments; `redeem` is the
    code of the one that the customer chooses. One statement of ours, whatever the basket holds.
    `cached` is for pages: offers up to a minute old, mostly without a statement.
    """
    offers = (offers_shown if cached else offers_now)(basket.keys())
    lines = [_line(sku, quantity, offers.get(sku)) for sku, quantity in basket.items()]
    orderable = [line for line in lines if not line.problem]
    if not orderable:
        return pricing.price(lines=lines, adjustments=[], redeem="")
    goods = pricing.goods_of(orderable)
    answers = checkout_adjustments.ask(
        CheckoutAdjustments(
            lines=tuple(line.as_ordered(line.total) for line in orderable),
            goods_listed=goods,
            shipping_listed=pricing.delivery_for(goods),
            customer_id=customer_id,
        )
    )
    return pricing.price(lines=lines, adjustments=answers, redeem=redeem)


def order_for(
    *, order_id: UUID, viewer_id: int | None, is_staff: bool, opened: Container[str]
) -> Order | None:
    """The order, if this viewer may read it; one query.

    Its owner and staff may, and whoever has it among `opened`: the ids (as text) of the
    orders that were placed in this session or opened by a signed link.
    """
    order = Order.objects.filter(pk=order_id).first()
    if order is None or not (
        is_staff
        or str(order_id) in opened
        or (viewer_id is not None and viewer_id == order.customer_id)
    ):
        return None
    return order


def status_of(*, order_id: UUID) -> str:
    """How an order stands; empty where there is no such order. One statement."""
    return Order.objects.filter(pk=order_id).values_list("status", flat=True).first() or ""


def fate_of(order_id: UUID | None) -> Literal["none", "unpaid", "paid"]:
    """What has become of the order that a basket became; "none" also where it came to nothing.

    One statement, or none for a basket that has become no order.
    """
    status = status_of(order_id=order_id) if order_id else ""
    if status in ("", Status.CANCELLED):
        return "none"
    return "unpaid" if status == Status.PENDING else "paid"


def orders_of(customer_id: int | None, *, opened: Collection[str] = ()) -> QuerySet[Order]:
    """A customer's orders and those `opened` in this session, with lines, the newest first.

    A guest has no id, and only what the session has opened.
    """
    theirs = Q(pk__in=opened)
    if customer_id is not None:
        theirs |= Q(customer_id=customer_id)
    return Order.objects.filter(theirs).prefetch_related("lines")


def pay_backs_of(order: Order) -> Sequence[Refund]:
    """The refunds; where nothing can have been paid back there are none, and no query."""
    may_be = order.refunded or order.status == Status.CANCELLED
    return list(Refund.objects.filter(order=order)) if may_be else []


def latest_contact(*, customer_id: int) -> Contact | None:
    """Who and where a customer said they were when they last ordered."""
    fields = ("email", "name", "address", "postcode", "city", "country")
    answers = Order.objects.filter(customer_id=customer_id).values(*fields).first()
    return Contact(**answers) if answers else None


def offer_on_sale(sku: str) -> Offered | None:
    """What is offered under this sku, if it can be ordered at all."""
    offer = offers_shown([sku]).get(sku)
    return offer if offer and offer.on_sale else None


def _line(sku: str, quantity: int, offer: Offered | None) -> PricedLine:
    """One line of a basket; of an unknown sku there is nothing to say but the sku."""
    if offer is None:
        return PricedLine(
            sku=sku,
            slug="",
            name=sku,
            emoji="",
            unit_price=pricing.NOTHING,
            quantity=quantity,
            total=pricing.NOTHING,
            problem="We do not sell this product.",
        )
    return PricedLine(
        sku=sku,
        slug=offer.slug,
        name=offer.name,
        emoji=offer.emoji,
        unit_price=offer.price,
        quantity=quantity,
        total=offer.price * quantity,
        problem="" if offer.on_sale else f"{offer.name} is not on sale any more.",
    )
