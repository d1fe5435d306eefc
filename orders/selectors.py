"""Reads of baskets, prices and orders."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from django.core.cache import cache
from django.db.models import Sum

from orders import pricing
from orders.models import Basket, BasketLine, Line, Offer, Order, Refund, Status
from orders.signals import (
    AddressBook,
    CheckoutAdjustments,
    SavedAddresses,
    checkout_adjustments,
    saved_addresses,
)
from orders.values import Contact, Price
from orders.visitors import Visitor
from storefront.addresses import ADDRESS_FIELDS, PostalAddress
from storefront.money import to_cents

BESTSELLERS_KEY = "orders.bestsellers"
_BESTSELLERS_SHOWN = 4
_BESTSELLERS_COUNTED = 12
_ORDERS_COUNTED = 500


def basket_lines(*, basket_id: UUID | None) -> list[BasketLine]:
    """Return the lines of a basket with their offers, in the order in which they were added."""
    if basket_id is None:
        return []
    return list(BasketLine.objects.filter(basket=basket_id).select_related("offer"))


def basket_pieces(*, visitor: Visitor) -> int:
    """Return how many pieces are in the visitor's open basket."""
    if visitor == Visitor():
        return 0  # to build the query would take a quarter of a page, even if it is not sent
    # Added up here: every page asks, and building an aggregate takes longer than running it.
    baskets = Basket.objects.open().of(visitor).order_by()
    quantities = baskets.values_list("lines__quantity", flat=True)
    return sum(quantity or 0 for quantity in quantities)


def price_basket(
    *, lines: Sequence[BasketLine], customer_id: int | None, redeem: str = ""
) -> Price:
    """Return the price of the pieces that can be ordered; ask other apps for adjustments."""
    ordered = [line.as_ordered() for line in lines if line.obtainable]
    listed = pricing.price(lines=ordered, adjustments=[])
    if not ordered:
        return listed
    adjustments = checkout_adjustments.ask(
        CheckoutAdjustments(
            lines=tuple(ordered),
            goods_listed=listed.goods_listed,
            shipping_listed=listed.shipping_listed,
            customer_id=customer_id,
        )
    )
    return pricing.price(lines=ordered, adjustments=adjustments, redeem=redeem)


def readable_order(
    *, order_id: UUID, visitor: Visitor, linked: Collection[str], can_view_all: bool
) -> tuple[Order | None, bool]:
    """Return the order if this visitor can read it, and whether it is their own.

    They can also read it if it is linked, or if they are staff.
    """
    own = Order.objects.of(visitor).filter(pk=order_id).first()
    if own is None and (can_view_all or str(order_id) in linked):
        return Order.objects.filter(pk=order_id).first(), False
    return own, own is not None


def orders_named(text: str) -> list[Order]:
    """Return the order with this number or id, for the pages of the event explorer."""
    try:
        orders = Order.objects.filter(pk=UUID(text))
    except ValueError:
        orders = Order.objects.filter(number=text.strip().upper())
    return list(orders)


def orders_among(ids: Collection[UUID]) -> list[Order]:
    """Return the orders with these ids, with their numbers only."""
    return list(Order.objects.filter(pk__in=ids).only("number"))


def refunds_of(order: Order) -> Sequence[Refund]:
    """Return the refunds of an order; without a query if there can be none."""
    possible = order.refunded or order.status == Status.CANCELLED
    return list(order.refunds.all()) if possible else []


def latest_contact(*, customer_id: int) -> Contact | None:
    """Return the contact of a customer's latest order."""
    order = Order.objects.filter(customer_id=customer_id).first()
    return order.contact if order else None


def address_book(*, customer_id: int | None) -> AddressBook:
    """Return the addresses that a customer saved; nothing can be saved for a guest."""
    books = []
    if customer_id is not None:
        books = saved_addresses.ask(SavedAddresses(customer_id=customer_id))
    return AddressBook(
        addresses=tuple(saved for book in books for saved in book.addresses),
        has_room=any(book.has_room for book in books),
    )


def postal_address_of(*, order_id: UUID) -> PostalAddress | None:
    """Return the address of an order."""
    answers = Order.objects.filter(pk=order_id).values(*ADDRESS_FIELDS).first()
    return PostalAddress(**answers) if answers else None


def bestsellers() -> list[Offer]:
    """Return up to four offers on sale that sold most in the latest paid orders.

    The ranking is cached for a minute; names and prices are current.
    """
    ranking = cache.get_or_set(BESTSELLERS_KEY, _best_skus, timeout=60) or []
    offers = Offer.objects.filter(on_sale=True).in_bulk(ranking)
    return [offers[sku] for sku in ranking if sku in offers][:_BESTSELLERS_SHOWN]


def _best_skus() -> list[str]:
    latest = Order.objects.filter(paid_at__isnull=False).order_by("-paid_at")[:_ORDERS_COUNTED]
    pieces = Line.objects.filter(order__in=latest.values("pk")).values("sku")
    ranked = pieces.annotate(pieces=Sum("quantity")).order_by("-pieces", "sku")
    return list(ranked.values_list("sku", flat=True)[:_BESTSELLERS_COUNTED])


def spent_by(*, customer_id: int) -> Decimal:
    """Return what a customer paid for orders and did not get back."""
    paid = Order.objects.filter(customer_id=customer_id, paid_at__isnull=False)
    sums = paid.aggregate(total=Sum("total"), refunded=Sum("refunded"))
    return to_cents((sums["total"] or Decimal(0)) - (sums["refunded"] or Decimal(0)))


def has_order_in_progress(*, customer_id: int) -> bool:
    """Return whether the customer has an order that is neither delivered nor closed."""
    in_progress = (Status.PENDING, Status.COMPLETED, Status.SHIPPED)
    return Order.objects.filter(customer_id=customer_id, status__in=in_progress).exists()


def personal_data_of(*, customer_id: int) -> dict[str, object]:
    """Return what orders stores about a customer, as values that JSON can hold."""
    fields = ("number", "placed_at", "status", "tracking_number", "email", *ADDRESS_FIELDS)
    orders = Order.objects.filter(customer_id=customer_id).order_by("pk")
    return {
        "orders": [
            {
                **{field: str(getattr(order, field)) for field in fields},
                "total": str(order.total),
                "lines": [
                    {"name": line.name, "quantity": line.quantity} for line in order.lines.all()
                ],
                "notes": [note.text for note in order.notes.all()],
                "payments": [
                    {"status": payment.status, "card": payment.card_last4}
                    for payment in order.payments.all()
                ],
            }
            for order in orders.prefetch_related("lines", "notes", "payments")
        ],
        "basket": [
            {"sku": line.offer_id, "quantity": line.quantity}
            for line in BasketLine.objects.filter(
                basket__customer_id=customer_id, basket__order=None
            )
        ],
    }
