"""The links that are sent to the owner of an account."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7


class LinkPurpose(models.TextChoices):
    """The reason for an e-mail with a link."""

    SIGN_UP = "sign_up", "Sign-up"
    PASSWORD_RESET = "password_reset", "Password reset"
    EMAIL_CHANGE = "email_change", "Change of e-mail"
    EMAIL_CHANGED = "email_changed", "Notice to the previous e-mail"


class LinkRequest(models.Model):
    """A request to send a link to an address, deleted after its use.

    A sign-up and a change of e-mail wait here for their confirmation. `password` is the hash
    of the password that the visitor chose with the sign-up.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    email = models.EmailField("e-mail")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    password = models.CharField(max_length=128, blank=True)
    next = models.CharField(max_length=300, blank=True)
    requested_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.pk})"
