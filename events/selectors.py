"""Reads of the journal and of the deliveries."""

from datetime import datetime, timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from events.contract import DURABLE
from events.flows import Flow, flow
from events.leases import due
from events.models import OPEN, Delivery, Refusal, Status
from events.progress import Progress, progress
from events.registry import registry

__all__ = [
    "Flow",
    "Progress",
    "failed_deliveries",
    "flow",
    "latest_refusals",
    "oldest_due_age",
    "progress",
    "without_receiver",
]


def oldest_due_age() -> timedelta | None:
    """How long the delivery that has waited longest is overdue; None where none is due.

    This is the number to raise an alarm on: it grows when no worker runs, or too few.
    """
    oldest: datetime | None = due().aggregate(oldest=Min("due_at"))["oldest"]
    return None if oldest is None else max(timezone.now() - oldest, timedelta())


def failed_deliveries() -> QuerySet[Delivery]:
    """Durable deliveries that were given up, newest first, with their events."""
    failed = Delivery.objects.filter(kind=DURABLE, status=Status.FAILED)
    return failed.select_related("entry").order_by("-finished_at")


def latest_refusals() -> QuerySet[Refusal]:
    """Operations that were refused, newest first."""
    return Refusal.objects.order_by("-id")


def without_receiver() -> list[tuple[str, str]]:
    """(signal, receiver) of open deliveries that no receiver of this process would take."""
    waiting = Delivery.objects.filter(kind=DURABLE, status__in=OPEN)
    pairs = waiting.values_list("signal", "receiver").distinct().order_by("signal", "receiver")
    return [pair for pair in pairs if registry.find(*pair) is None]
