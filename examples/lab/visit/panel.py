"""The panel of the guided visit on the page of an order."""

from uuid import UUID

from examples.lab.visit.order_state import order_states, visit_fault
from storefront.panels import Panel


def panel(*, order_id: UUID, is_guests: bool) -> Panel:
    """Return the panel, which describes this order only."""
    return Panel(
        app="lab",
        title="Your first visit",
        template="lab/_visit.html",
        context={
            "state": order_states([order_id])[order_id],
            "fault": visit_fault(),
            "is_guests": is_guests,
        },
    )
