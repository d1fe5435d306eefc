"""The receivers of the storefront."""

from collections.abc import Sequence

from events.models import Delivery
from events.signals import MinutePassed
from storefront import limits
from storefront.admin_site.figures import Figure, figures_panel, list_url
from storefront.panels import AdminHomePanels, Panel


def prune_attempts(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete the attempts that no rate limit counts any more."""
    limits.prune()


def show_failed_deliveries(*, question: AdminHomePanels, **kwargs: object) -> Sequence[Panel]:
    """Show how many deliveries have failed for good."""
    if "events.view_delivery" not in question.permissions:
        return []
    count = Delivery.objects.failed().count()
    failed = Figure(
        label="Failed",
        value=count,
        url=list_url("events_delivery", status="failed"),
        urgent=count > 0,
    )
    return [figures_panel(app="events", title="Deliveries", position=25, figures=[failed])]
