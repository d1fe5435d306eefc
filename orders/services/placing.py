"""Turning a basket into an order."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Count, Sum

from events.api import unit_of_work
from orders import selectors
from orders.models import Basket, BasketLine, Line, Order
from orders.models.order import new_number
from orders.services.deadlocks import retry_on_deadlock
from orders.services.paying import request_payment
from orders.signals import (
    AddressSaveRequested,
    AdjustmentRefused,
    OrderPlaced,
    address_save_requested,
    order_placed,
)
from orders.values import Contact, Price
from orders.visitors import Visitor


class BasketOrdered(Exception):
    """The basket was ordered before; `order_id` is its order."""

    def __init__(self, order_id: UUID) -> None:
        super().__init__()
        self.order_id = order_id


class BasketChanged(Exception):
    """The basket is not the one that the customer saw, or not all of it is available."""


class TotalChanged(Exception):
    """The basket has another total than the one that the customer saw."""


class TooManyUnpaidOrders(Exception):
    """The visitor's unpaid orders reserve as much as allowed; the message is for the visitor."""


def place_order(
    *,
    visitor: Visitor,
    basket_id: UUID,
    version: int,
    contact: Contact,
    redeem: str,
    seen_total: Decimal,
    payment_token: str,
    save_address: bool = False,
) -> Order:
    """Place the order of one version of a basket, and request its first payment.

    `redeem` is the code of the chosen adjustment, or empty. `seen_total` is the total before
    redemption that the customer saw. `save_address` saves the address in the customer's account.
    Publish `order_placed` and `payment_requested`, and `address_save_requested` if it was chosen.

    Raise BasketOrdered, BasketChanged, TotalChanged, TooManyUnpaidOrders, LinesUnavailable,
    AdjustmentRefused or OrderRefused; nothing is written then.
    """
    lines = selectors.basket_lines(basket_id=basket_id)
    # Outside the transaction, where a slow answer locks no rows.
    price = selectors.price_basket(lines=lines, customer_id=visitor.customer_id, redeem=redeem)

    def place(number: str) -> Order:
        order = _new_order(number, visitor, contact, price)
        with unit_of_work(correlation_id=order.id):
            _claim(basket_id, version, order)
            _check(lines, price, redeem, seen_total)
            _check_unpaid(visitor, price)
            order.save(force_insert=True)
            Line.objects.bulk_create(_order_lines(order, lines, price))
            order_placed.publish(
                OrderPlaced(
                    order_id=order.id,
                    number=order.number,
                    customer_id=order.customer_id,
                    lines=price.lines,
                    adjustments=price.adjustments,
                    total_due=order.total,
                )
            )
            if save_address and order.customer_id is not None:
                address_save_requested.publish(
                    AddressSaveRequested(order_id=order.id, customer_id=order.customer_id)
                )
            request_payment(order=order, token=payment_token, attempt=1)
        return order

    while True:
        number = new_number()
        try:
            return retry_on_deadlock(partial(place, number))
        except IntegrityError:
            if not Order.objects.filter(number=number).exists():
                raise


def _claim(basket_id: UUID, version: int, order: Order) -> None:
    """Bind the basket to the order; a concurrent submission waits here for this one's commit."""
    basket = Basket.objects.filter(pk=basket_id)
    if not basket.open().filter(version=version).update(order=order.id):
        ordered = basket.values_list("order_id", flat=True).first()
        raise BasketOrdered(ordered) if ordered else BasketChanged


def _check(lines: Sequence[BasketLine], price: Price, redeem: str, seen_total: Decimal) -> None:
    """Raise if the basket cannot be ordered as the customer saw it."""
    if not lines or any(line.problem for line in lines):
        raise BasketChanged
    if redeem and price.redeemed != redeem:
        raise AdjustmentRefused(redeem, "What you wanted to redeem is not available any more.")
    if price.total_before_redemption != seen_total:
        raise TotalChanged


def _check_unpaid(visitor: Visitor, price: Price) -> None:
    """Raise if this order would exceed what a visitor can reserve without paying."""
    unpaid = Order.objects.of(visitor).unpaid()
    held = unpaid.aggregate(orders=Count("pk", distinct=True), pieces=Sum("lines__quantity"))
    if held["orders"] >= settings.ORDERS_MAX_UNPAID_ORDERS:
        raise TooManyUnpaidOrders(
            f"You have {held['orders']} unpaid orders. Pay for one of them or cancel it first."
        )
    pieces = (held["pieces"] or 0) + sum(line.quantity for line in price.lines)
    most = settings.ORDERS_MAX_UNPAID_PIECES
    if pieces > most:
        raise TooManyUnpaidOrders(
            f"This shop reserves at most {most} pieces before they are paid for. "
            "Order fewer pieces, or pay for your other orders first."
        )


def _new_order(number: str, visitor: Visitor, contact: Contact, price: Price) -> Order:
    order = Order(
        number=number,
        customer_id=visitor.customer_id,
        **asdict(contact),
        goods_listed=price.goods_listed,
        goods_paid=price.goods_paid,
        shipping_listed=price.shipping_listed,
        shipping_paid=price.shipping_paid,
        total=price.total,
        adjustments=[{**asdict(a), "amount": str(a.amount)} for a in price.adjustments],
    )
    order.restart_payment_period()
    return order


def _order_lines(order: Order, lines: Sequence[BasketLine], price: Price) -> list[Line]:
    """Return the lines of an order; each basket line has one line of the price."""
    return [
        Line(
            order=order,
            emoji=line.offer.emoji,
            photo=line.offer.photo,
            listed=line.listed,
            **asdict(priced),
        )
        for line, priced in zip(lines, price.lines, strict=True)
    ]
