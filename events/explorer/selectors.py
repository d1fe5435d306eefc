"""Reads of failed deliveries and refusals."""

from django.db.models import QuerySet

from events.models import Delivery, Refusal


def failed_deliveries() -> QuerySet[Delivery]:
    """Return deliveries that failed for good with their events, newest first."""
    return Delivery.objects.failed().select_related("event").order_by("-finished_at")


def latest_refusals() -> QuerySet[Refusal]:
    """Return refusals, newest first."""
    return Refusal.objects.order_by("-id")
