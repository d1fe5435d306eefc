"""What the lab does when it hears of something, and what it adds to the shop's pages."""

from collections.abc import Sequence

from events.api import EventMetadata
from examples.lab import visit
from examples.lab.faults import forgetting
from examples.lab.faults.active import active_faults
from examples.lab.ladder.rungs import durable
from examples.lab.signals import ParcelOrdered
from orders.signals import OrderPagePanels
from storefront.panels import HeaderPanels, Panel


def keep_up_with_faults(**kwargs: object) -> None:
    """Know, from the start of a request, who is to be forgotten."""
    forgetting.keep_up(active_faults())


def show_lab_link(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Put the lab into the header of every page."""
    return [Panel(app="lab", title="The lab", template="lab/_link.html")]


def show_visit(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Say, beside an order, where the guided visit goes on from here."""
    is_guests = question.customer_id is None
    return [visit.panel(order_id=question.order_id, is_guests=is_guests)]


def award_points(*, event: ParcelOrdered, metadata: EventMetadata, **kwargs: object) -> None:
    """Award the points of a parcel, once for each event."""
    durable.award_points(case_id=event.case_id, cause=metadata.event_id)


def send_receipt(*, event: ParcelOrdered, metadata: EventMetadata, **kwargs: object) -> None:
    """Send the receipt of a parcel, unless it has gone out."""
    durable.send_receipt(case_id=event.case_id, cause=metadata.event_id)
