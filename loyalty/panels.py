"""What loyalty adds to other pages."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from loyalty import selectors
from loyalty.models import Kind
from loyalty.redemption import points_for
from storefront.panels import Panel


def of_frame(*, viewer_id: int | None) -> Sequence[Panel]:
    """Balance and tier in the header, for who is signed in."""
    if viewer_id is None:
        return []
    standing = selectors.standing_of(customer_id=viewer_id)
    return [
        Panel(
            app="loyalty",
            title="Your points",
            template="loyalty/_badge.html",
            context={"standing": standing},
        )
    ]


def of_order(
    *, order_id: UUID, customer_id: int | None, viewer_id: int | None, paid: Decimal
) -> Sequence[Panel]:
    """What an order has done to its customer's points, or would have done to a guest's.

    `paid` is what is paid for goods. Nothing is shown where no points are concerned.
    """
    earns = points_for(paid)
    if customer_id is None:
        return [_order_panel({"guest": True, "earns": earns})] if earns else []
    points = selectors.points_of_order(order_id=order_id)
    if not points and not earns:
        return []
    return [
        _order_panel(
            {
                "yours": viewer_id == customer_id,
                "on_their_way": 0 if Kind.AWARD in points else earns,
                "earned": points[Kind.AWARD],
                "taken_back": -points[Kind.TAKEN_BACK],
                "redeemed": -points[Kind.REDEMPTION],
                "returned": points[Kind.RETURNED],
            }
        )
    ]


def _order_panel(context: dict[str, object]) -> Panel:
    return Panel(app="loyalty", title="Points", template="loyalty/_order.html", context=context)
