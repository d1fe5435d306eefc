"""Orders with suppliers, for products that are low on stock."""

from uuid import UUID

from django.utils import timezone

from events.api import unit_of_work
from inventory.models import Product, Reorder

# A reorder fills the stock up to this multiple of the threshold.
FILL_FACTOR = 4


def draft_reorder(*, sku: str, available: int, threshold: int, event_id: UUID) -> None:
    """Draft a reorder, unless the product is withdrawn or already has a draft."""
    with unit_of_work():
        if Product.objects.filter(pk=sku, status=Product.Status.WITHDRAWN).exists():
            return
        draft = Reorder(
            product_id=sku,
            quantity=max(FILL_FACTOR * threshold - available, 1),
            event_id=event_id,
        )
        Reorder.objects.bulk_create([draft], ignore_conflicts=True)


def mark_ordered(*, reorder_id: int) -> bool:
    """Mark a draft as ordered from the supplier; return False if it is not a draft."""
    with unit_of_work():
        drafts = Reorder.objects.filter(pk=reorder_id).drafts()
        return bool(drafts.update(status=Reorder.Status.ORDERED, ordered_at=timezone.now()))
