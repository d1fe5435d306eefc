"""Attempts that are counted against a rate limit, and imports of files."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7


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


class Import(models.Model):
    """A file of rows that staff import: checked, confirmed, then written at once or not at all.

    `resource` is the path of the class that reads the rows. The counts, the errors and the preview
    are those of its `Report`. The file is deleted when it is imported or rejected.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "Checking"
        CHECKED = "checked", "Waits for confirmation"
        CONFIRMED = "confirmed", "Importing"
        DONE = "done", "Imported"
        REJECTED = "rejected", "Not imported"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    resource = models.CharField(max_length=100)
    file_name = models.CharField(max_length=100)
    file = models.BinaryField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.UPLOADED)
    total = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    preview = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_in_progress(self) -> bool:
        return self.status in (self.Status.UPLOADED, self.Status.CONFIRMED)

    @property
    def to_write(self) -> int:
        """The number of rows that add or change something."""
        return self.added + self.changed
