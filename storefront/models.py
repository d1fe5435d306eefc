"""Attempts that are counted against a rate limit."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One attempt of one account, session or network.

    `subject` is a keyed hash, so the table holds no address and no session.
    """

    subject = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="storefront_attempt_subject")]

    def __str__(self) -> str:
        return f"{self.subject[:8]} at {self.at}"
