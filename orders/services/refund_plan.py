"""What a refund comes to: computed for its preview and for the refund itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.models import Line, Order
from orders.signals import RefundedLine


class RefundNotAllowed(Exception):
    """The pieces or the amount cannot be refunded; the message is for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPlan:
    """The amount and the lines of a refund; `whole` means that nothing is left afterwards."""

    amount: Decimal
    lines: tuple[RefundedLine, ...] = ()
    whole: bool = False


def plan_pieces(*, order: Order, asked: Mapping[str, int] | None, resaleable: bool) -> RefundPlan:
    """Return the refund of these pieces (quantity by SKU), or of all; raise RefundNotAllowed.

    The last pieces come with everything that is left, such as shipping. A refund never exceeds
    what an earlier refund of an amount has left.
    """
    ordered = list(order.lines.all())
    wanted = _checked(ordered, asked)
    left = order.refundable
    lines = []
    for line in ordered:
        if pieces := wanted.get(line.sku):
            amount = min(line.worth(pieces), left)
            left -= amount
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
    amount = order.refundable if whole else order.refundable - left
    return RefundPlan(amount=amount, lines=tuple(lines), whole=whole)


def plan_amount(*, order: Order, amount: Decimal) -> RefundPlan:
    """Return the refund of an amount without pieces; raise RefundNotAllowed."""
    if not 0 < amount < order.refundable:
        raise RefundNotAllowed(
            "Enter less than what is left of the order. To refund everything, refund the pieces."
        )
    return RefundPlan(amount=amount)


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
