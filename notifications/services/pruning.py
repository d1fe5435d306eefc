"""Delete old messages and alerts."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from notifications.models import Message, StockAlert

NOTIFIED_ALERT_RETENTION = timedelta(days=30)
BATCH_SIZE = 1000


def prune_messages(*, now: datetime) -> int:
    """Delete messages and alerts that exceed their retention time, and return their number.

    The setting NOTIFICATIONS_RETENTION_DAYS applies to messages and to waiting alerts; 0 keeps
    them for ever. Alerts that led to a message are deleted after 30 days. A call deletes at most
    one batch of each, so that no transaction becomes long.
    """
    expired: list[QuerySet[Any]] = [
        StockAlert.objects.filter(notified_at__lt=now - NOTIFIED_ALERT_RETENTION)
    ]
    if settings.NOTIFICATIONS_RETENTION_DAYS:
        before = now - timedelta(days=settings.NOTIFICATIONS_RETENTION_DAYS)
        expired.append(StockAlert.objects.filter(requested_at__lt=before))
        expired.append(Message.objects.filter(created_at__lt=before))
    return sum(_delete_batch(rows) for rows in expired)


def _delete_batch(rows: QuerySet[Any]) -> int:
    ids = list(rows.values_list("pk", flat=True)[:BATCH_SIZE])
    return rows.filter(pk__in=ids).delete()[0]
