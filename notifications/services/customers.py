"""Erase a customer."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from notifications.models import EmailPreference, Message, StockAlert


def erase_customer(*, customer_id: int) -> None:
    """Delete the messages, alerts and preferences of a customer, also those by address."""
    email = get_user_model().objects.values_list("email", flat=True).get(pk=customer_id)
    Message.objects.filter(Q(recipient_id=customer_id) | Q(email__iexact=email)).delete()
    StockAlert.objects.filter(Q(user_id=customer_id) | Q(email__iexact=email)).delete()
    EmailPreference.objects.filter(user_id=customer_id).delete()
