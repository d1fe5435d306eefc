"""What a refund comes to: computed for its preview and for the refund itself."""

from collections.abc import Mapping
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
    ordered = {line.sku: line for line in order.lines.all()}
    wanted = asked
    if wanted is None:
        wanted = {sku: line.remaining for sku, line in ordered.items()}
    _check(ordered, wanted)
    left = order.refundable
    lines = []
    for line in ordered.values():
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
    whole = all(line.remaining == wanted.get(sku, 0) for sku, line in ordered.items())
    amount = order.refundable if whole else order.refundable - left
    return RefundPlan(amount=amount, lines=tuple(lines), whole=whole)


def plan_amount(*, order: Order, amount: Decimal) -> RefundPlan:
    """Return the refund of an amount without pieces; raise RefundNotAllowed."""
    if not 0 < amount < order.refundable:
        raise RefundNotAllowed(
            "Enter less than what is left of the order. To refund everything, refund the pieces."
        )
    return RefundPlan(amount=amount)


def _check(ordered: Mapping[str, Line], wanted: Mapping[str, int]) -> None:
    for sku, pieces in wanted.items():
        if sku not in ordered:
            raise RefundNotAllowed(f"{sku} is not part of this order.")
        line = ordered[sku]
        if not 0 <= pieces <= line.remaining:
            raise RefundNotAllowed(
                f"{pieces} of {line.name} cannot be refunded; at most {line.remaining} can."
            )
    if not any(wanted.values()):
        raise RefundNotAllowed("Choose at least one piece to refund.")
