"""Buying more of what runs low."""

from uuid import UUID

from django.utils import timezone

from events.api import unit_of_work
from inventory.models import Reorder

# A reorder fills the shelf to so many times the threshold.
FILL = 4


def draft_reorder(*, sku: str, available: int, threshold: int, event_id: UUID) -> None:
    """Suggest to buy more. Nothing happens if the event was heard before, or a draft waits."""
    with unit_of_work():
        Reorder.objects.bulk_create(
            [
                Reorder(
                    product_id=sku,
                    quantity=max(FILL * threshold - available, 1),
                    event_id=event_id,
                )
            ],
            ignore_conflicts=True,
        )


def mark_ordered(*, reorder_id: int) -> bool:
    """A draft has been ordered from the maker; False if that was said before."""
    with unit_of_work():
        drafts = Reorder.objects.filter(pk=reorder_id, status=Reorder.Status.DRAFT)
        return bool(drafts.update(status=Reorder.Status.ORDERED, ordered_at=timezone.now()))
