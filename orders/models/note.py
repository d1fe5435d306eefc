"""Notes of staff about orders."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from orders.models.order import Order


class Note(models.Model):
    """What staff wrote about an order, or the address that they replaced. Never changed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.text
