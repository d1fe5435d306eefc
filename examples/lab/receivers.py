"""The receivers of the lab, and its panels on the pages of the shop."""

from collections.abc import Sequence

from django.http import HttpRequest

from events.api import EventMetadata
from examples.lab.faults.active import active_faults
from examples.lab.faults.connections import update_connections
from examples.lab.ladder.rungs import durable
from examples.lab.signals import ParcelOrdered
from examples.lab.visit import beginning, panel
from orders.signals import OrderPagePanels
from storefront.panels import HeaderPanels, Panel


def update_receivers(**kwargs: object) -> None:
    """Disconnect and connect receivers at the start of a request, as the faults require."""
    update_connections(active_faults())


def begin_visit(*, request: HttpRequest | None, **kwargs: object) -> None:
    """Begin a visit with each login: the orders of earlier visitors do not count."""
    if request is not None:
        beginning.begin_visit(request)


def show_lab_link(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Show a link to the lab in the header of every page."""
    return [Panel(app="lab", title="The lab", template="lab/_link.html")]


def show_visit(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Show the next step of the guided visit on the page of an order."""
    is_guests = question.customer_id is None
    return [panel.panel(order_id=question.order_id, is_guests=is_guests)]


def award_points(*, event: ParcelOrdered, metadata: EventMetadata, **kwargs: object) -> None:
    """Award the points of a parcel, once for each event."""
    durable.award_points(case_id=event.case_id, cause=metadata.event_id)


def send_receipt(*, event: ParcelOrdered, metadata: EventMetadata, **kwargs: object) -> None:
    """Send the receipt of a parcel, unless it has been sent."""
    durable.send_receipt(case_id=event.case_id, cause=metadata.event_id)
