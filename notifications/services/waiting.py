"""Somebody waits for a product, is told that it is back, or wants to hear no more."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.api import unit_of_work
from notifications.models import Kind, Subscription
from notifications.services.writing import Addressee, write

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

BATCH = 100


def wait_for(*, sku: str, email: str, user_id: int | None) -> None:
    """Remember who wants to be told when a product is back; asking again changes nothing.

    Whoever has been told already waits anew. It goes to the inbox of the account as well if
    the address is its own.
    """
    email = email.lower()
    accounts = get_user_model().objects.filter(email=email)
    own = user_id is not None and accounts.filter(pk=user_id).exists()
    Subscription.objects.bulk_create(
        [Subscription(sku=sku, email=email, user_id=user_id if own else None)],
        update_conflicts=True,
        unique_fields=["sku", "email"],
        update_fields=["asked_at", "told_at", *(["user"] if own else [])],
    )


def tell_who_waits(
    event: "DataclassInstance", *, sku: str, cause: UUID, occurred_at: datetime
) -> None:
    """Tell everybody who waited for the product when it came back, each of them once.

    Opens an operation for every hundred, so that no transaction grows with their number;
    call it outside any. Repeated, it goes on with those who have not been told.
    """
    waiting = Subscription.objects.filter(
        sku=sku, told_at__isnull=True, asked_at__lte=occurred_at
    ).order_by("id")
    while batch := list(waiting[:BATCH]):
        with unit_of_work():
            write(
                Kind.BACK_IN_STOCK,
                event,
                [Addressee(email=each.email, user_id=each.user_id) for each in batch],
                cause=cause,
            )
            told = Subscription.objects.filter(pk__in=[each.pk for each in batch])
            told.update(told_at=timezone.now())


def stop_waiting(emails: Iterable[str]) -> int:
    """Forget everything that these addresses wait for; the number of products."""
    count, _ = Subscription.objects.filter(email__in=[email.lower() for email in emails]).delete()
    return count
