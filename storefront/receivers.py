"""The receivers of the storefront."""

import logging
from collections.abc import Sequence

from events.api import EventMetadata
from events.log import log_fields
from events.models import Delivery
from events.signals import MinutePassed
from storefront import limits, services
from storefront.admin_site.figures import Figure, figures_panel, list_url
from storefront.panels import AdminHomePanels, Panel
from storefront.signals import ImportConfirmed, ImportUploaded

logger = logging.getLogger("storefront.events")


def prune_attempts(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete the attempts that no rate limit counts any more."""
    limits.prune()


def check_import(*, event: ImportUploaded, **kwargs: object) -> None:
    """Check the rows of a file, for its preview."""
    services.check_import(import_id=event.import_id)


def apply_import(*, event: ImportConfirmed, **kwargs: object) -> None:
    """Write the rows of a file, all or none."""
    services.apply_import(import_id=event.import_id)


def prune_imports(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete old imports, once an hour."""
    if event.minute.minute == 0:
        services.prune_imports(now=event.minute)


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


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Log the event without personal data."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))
