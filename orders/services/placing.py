"""From a basket to an order that waits for its payment."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from functools import partial
from uuid import UUID

from uuid_utils.compat import uuid7

from events.api import unit_of_work
from events.deadlocks import retry_on_deadlock
from events.rows import insert, insert_unless_there
from orders import selectors
from orders.models import CheckoutToken, Line, Order
from orders.money import apportion
from orders.offers import forget_offers
from orders.signals import AdjustmentRefused, OrderPlaced, order_placed
from orders.values import Contact, Placement, Priced


class BasketEmpty(Exception):
    """There is nothing in the basket to order."""


class BasketChanged(Exception):
    """The basket is not what the customer saw: show them `priced`, as it is now, and ask again."""

    def __init__(self, priced: Priced) -> None:
        super().__init__()
        self.priced = priced


def place_order(
    *,
    token: str,
    basket: Mapping[str, int],
    customer_id: int | None,
    contact: Contact,
    redeem: str,
    seen_total: Decimal,
) -> Placement:
    """Place one order for one submission of the checkout, unpaid.

    `token` (at most 128 characters) names the submission: a second call with it gets the
    first one's order, whatever else it says. `basket` is quantity by sku, each at least 1;
    `redeem` the code of the adjustment that the customer chose, or empty; `seen_total` what
    they were told it costs.

    Publishes `order_placed`, in the caller's operation if one is open.
    Raises BasketEmpty, BasketChanged, LinesUnavailable, AdjustmentRefused or OrderRefused;
    then nothing has happened and the token can be used again.
    """
    return retry_on_deadlock(
        partial(_place, token, basket, customer_id, contact, redeem, seen_total)
    )


def _place(
    token: str,
    basket: Mapping[str, int],
    customer_id: int | None,
    contact: Contact,
    redeem: str,
    seen_total: Decimal,
) -> Placement:
    # Not in the transaction: each question would cost a savepoint there. A price that changes in
    # between is the next customer's; this one pays what they were shown.
    priced = selectors.price_basket(basket=basket, customer_id=customer_id, redeem=redeem)
    order_id = uuid7()
    try:
        with unit_of_work(correlation_id=order_id):
            _claim(token, order_id)
            _check(priced, redeem, seen_total)
            order = _write(order_id, priced, customer_id, contact)
            order_placed.publish(
                OrderPlaced(
                    order_id=order.id,
                    number=order.number,
                    customer_id=customer_id,
                    lines=order.ordered_lines,
                    adjustments=priced.adjustments,
                    total_due=order.total,
                )
            )
    except _Taken:
        return Placement(order=Order.objects.get(checkout_token__token=token), created=False)
    return Placement(order=order, created=True)


class _Taken(Exception):
    """Another order has the token."""


def _claim(token: str, order_id: UUID) -> None:
    """Bind the token to this order; raises _Taken.

    A submission that runs at the same time waits here for the other's end.
    """
    if not insert_unless_there(CheckoutToken(token=token, order_id=order_id)):
        raise _Taken


def _check(priced: Priced, redeem: str, seen_total: Decimal) -> None:
    """Raise what keeps this basket from being ordered as the customer saw it."""
    if not priced.lines:
        raise BasketEmpty
    gone = bool(redeem) and priced.redeemed != redeem
    changed = bool(priced.problems) or priced.total != seen_total
    if gone or changed:
        # They may have seen old offers, if a process died or the cache was away before it could
        # be told. No commit to wait for: nothing here changes an offer.
        forget_offers()
    if gone:
        raise AdjustmentRefused(redeem, "What you wanted to redeem is not available any more.")
    if changed:
        raise BasketChanged(priced)


def _write(order_id: UUID, priced: Priced, customer_id: int | None, contact: Contact) -> Order:
    """Insert the order and its lines, adjustments apportioned to them."""
    off_goods = sum((a.amount for a in priced.adjustments if a.stage != "shipping"), Decimal(0))
    parts = apportion(priced.goods + off_goods, [line.total for line in priced.lines])
    order = Order(
        id=order_id,
        customer_id=customer_id,
        **asdict(contact),
        goods=priced.goods,
        delivery=priced.delivery,
        adjustment=sum((a.amount for a in priced.adjustments), Decimal("0.00")),
        total=priced.total,
        adjustments=[{**asdict(a), "amount": str(a.amount)} for a in priced.adjustments],
    )
    insert(order)
    lines = [
        Line(
            order=order,
            sku=line.sku,
            name=line.name,
            emoji=line.emoji,
            unit_price=line.unit_price,
            quantity=line.quantity,
            total=line.total,
            paid=paid,
        )
        for line, paid in zip(priced.lines, parts, strict=True)
    ]
    insert(*lines)
    # Known already: whoever pays for this object need not read them.
    order.ordered_lines = tuple(
        line.as_ordered(paid) for line, paid in zip(priced.lines, parts, strict=True)
    )
    return order
