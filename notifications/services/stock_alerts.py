"""Requests to be notified when a product is back in stock."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.api import unit_of_work
from notifications import selectors
from notifications.models import MessageType, StockAlert
from notifications.services.messages import Recipient, write_messages
from notifications.signals import StockAlertRequested, stock_alert_requested

BATCH_SIZE = 100


def request_stock_alert(*, sku: str, email: str, user_id: int | None) -> StockAlert:
    """Store a request of an address to be notified, and return its waiting alert.

    The message will also appear in the account's inbox if the address is the account's own.
    Publish `stock_alert_requested`, also for a repeated request.
    """
    accounts = get_user_model().objects.filter(email=email)
    owner = None if user_id is None else accounts.filter(pk=user_id).first()
    with unit_of_work():
        alert, _ = StockAlert.objects.waiting().get_or_create(
            sku=sku, email=email, defaults={"user": owner}
        )
        stock_alert_requested.publish(StockAlertRequested(sku=sku))
    return alert


def notify_waiting_customers(*, sku: str, context: dict[str, Any]) -> None:
    """Notify each customer who is waiting for the product once.

    Call it outside a unit of work: it opens one for every hundred alerts, so that no transaction
    grows with their number. Alert and message change in the same transaction, under a lock, and
    the message is unique by the alert's id. A repeated call continues with the alerts that are
    still waiting.
    """
    while True:
        with unit_of_work():
            waiting = StockAlert.objects.waiting().filter(sku=sku).order_by("id")
            alerts = list(waiting.select_for_update()[:BATCH_SIZE])
            if not alerts:
                return
            write_messages(MessageType.BACK_IN_STOCK, context, _recipients(alerts))
            notified = StockAlert.objects.filter(pk__in=[alert.pk for alert in alerts])
            notified.update(notified_at=timezone.now())


def _recipients(alerts: Sequence[StockAlert]) -> list[Recipient]:
    accounts = get_user_model().objects.filter(pk__in=[alert.user_id for alert in alerts])
    choices = selectors.with_email_choice(accounts, MessageType.BACK_IN_STOCK)
    wants_email = dict(choices.values_list("pk", "wants_email"))
    return [
        Recipient(
            email=alert.email,
            user_id=alert.user_id,
            event_id=alert.pk,
            wants_email=wants_email.get(alert.user_id, True),
        )
        for alert in alerts
    ]


def cancel_stock_alerts(*, emails: Iterable[str]) -> int:
    """Delete all alerts of these addresses, and return how many there were."""
    count, _ = StockAlert.objects.filter(email__in=list(emails)).delete()
    return count
