"""The account of a customer or a member of staff."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from storefront.email_addresses import normalise_email


class UserManager(BaseUserManager["User"]):
    """Create and find accounts by their normalised e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account. Without a password it cannot log in until it sets one."""
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account with every permission, for `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account that logs in with this address, in any spelling."""
        return self.get(email=normalise_email(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """An account, named by its e-mail address.

    `email` is stored normalised. `email_confirmed_at` is empty until the owner opened a link
    that was sent to the address.
    """

    email = models.EmailField("e-mail", unique=True)
    email_confirmed_at = models.DateTimeField(
        "e-mail confirmed", null=True, blank=True, editable=False
    )
    is_staff = models.BooleanField(
        "staff", default=False, help_text="Grants access to the admin and nothing else."
    )
    is_active = models.BooleanField(
        "active", default=True, help_text="Clear this to lock the account without closing it."
    )
    date_joined = models.DateTimeField("customer since", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_ignores_case",
                violation_error_message="There is an account with this address.",
            )
        ]
        permissions = [
            ("export_user", "Can export the personal data of a customer"),
            ("close_user", "Can close the account of a customer"),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Normalise the address of an account that is saved through a form."""
        super().clean()
        self.email = normalise_email(self.email)
