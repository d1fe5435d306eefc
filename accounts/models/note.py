"""Notes of staff about customers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

MAX_NOTE = 2000  # characters


class CustomerNote(models.Model):
    """What staff wrote about a customer. Never changed, and deleted with the account.

    Notes about one order belong to the order: `orders.Note`.
    """

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True
    )
    text = models.TextField(max_length=MAX_NOTE)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.text
