"""What a refund comes to: computed for its preview and for the refund itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.models import Line, Order
from orders.money import share
from orders.signals import RefundedLine

_NOTHING = Decimal("0.00")


class RefundNotAllowed(Exception):
    """The pieces or the amount cannot be refunded; the message is for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPlan:
    """The amount and the lines of a refund.

    `whole` means that nothing is left afterwards. `goods_before` and `goods_after` are the
    amounts paid for goods and not refunded.
    """

    amount: Decimal
    lines: tuple[RefundedLine, ...]
    whole: bool
    goods_before: Decimal
    goods_after: Decimal


def refundable(order: Order) -> Decimal:
    """Return what was paid for the order and not refunded."""
    return order.total - order.refunded


def plan_pieces(
    *, order: Order, ordered: Sequence[Line], asked: Mapping[str, int] | None, resaleable: bool
) -> RefundPlan:
    """Return the refund of these pieces (quantity by SKU), or of all; raise RefundNotAllowed.

    The last pieces come with everything that is left, such as shipping. A refund never exceeds
    what an earlier refund of an amount has left.
    """
    wanted = _checked(ordered, asked)
    left = refundable(order)
    lines: list[RefundedLine] = []
    for line in ordered:
        if pieces := wanted.get(line.sku):
            amount = min(
                _worth(line, pieces), left - sum((taken.amount for taken in lines), _NOTHING)
            )
            lines.append(
                RefundedLine(
                    sku=line.sku,
                    name=line.name,
                    quantity=pieces,
                    amount=amount,
                    resaleable=resaleable,
                )
            )
    whole = all(line.remaining == wanted.get(line.sku, 0) for line in ordered)
    amount = left if whole else sum((line.amount for line in lines), _NOTHING)
    return _plan(order, amount, tuple(lines), whole=whole)


def plan_amount(*, order: Order, amount: Decimal) -> RefundPlan:
    """Return the refund of an amount without pieces; raise RefundNotAllowed."""
    if not 0 < amount < refundable(order):
        raise RefundNotAllowed(
            "Enter less than what is left of the order. To refund everything, refund the pieces."
        )
    return _plan(order, amount, (), whole=False)


def _plan(
    order: Order, amount: Decimal, lines: tuple[RefundedLine, ...], *, whole: bool
) -> RefundPlan:
    before = order.goods_paid - order.refunded
    after = _NOTHING if whole else before - amount
    return RefundPlan(
        amount=amount,
        lines=lines,
        whole=whole,
        goods_before=max(before, _NOTHING),
        goods_after=max(after, _NOTHING),
    )


def _worth(line: Line, pieces: int) -> Decimal:
    """Return what was paid for these pieces of a line."""
    kept = line.paid - share(line.paid, line.refunded_quantity + pieces, line.quantity)
    return line.remaining_paid - kept


def _checked(ordered: Sequence[Line], asked: Mapping[str, int] | None) -> Mapping[str, int]:
    """Return how many pieces of each line to refund; raise RefundNotAllowed."""
    left = {line.sku: line.remaining for line in ordered}
    if asked is None:
        return left
    names = {line.sku: line.name for line in ordered}
    for sku, pieces in asked.items():
        if sku not in left:
            raise RefundNotAllowed(f"{sku} is not part of this order.")
        if not 0 <= pieces <= left[sku]:
            raise RefundNotAllowed(
                f"{pieces} of {names[sku]} cannot be refunded; at most {left[sku]} can."
            )
    if not any(asked.values()):
        raise RefundNotAllowed("Choose at least one piece to refund.")
    return asked
