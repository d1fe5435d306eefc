"""The addresses that customers save."""

from dataclasses import asdict
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from uuid_utils.compat import uuid7

from storefront.addresses import ADDRESS_FIELDS, PostalAddress


class Address(models.Model):
    """An address of a customer, for the checkout. Only services write.

    One of a customer's addresses is the default. `version` increases with each change of the
    address, so that a form that was opened before it is recognised.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=200)
    address = models.CharField("street and number", max_length=200)
    postcode = models.CharField(max_length=16)
    city = models.CharField("town", max_length=100)
    state = models.CharField(max_length=2, blank=True)
    country = models.CharField(max_length=2)
    is_default = models.BooleanField("default", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["-is_default", "-id"]
        verbose_name_plural = "addresses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(is_default=True),
                name="accounts_one_default_address",
            )
        ]

    def __str__(self) -> str:
        return str(self.postal_address)

    def get_absolute_url(self) -> str:
        return reverse("address", args=[self.pk])

    @property
    def postal_address(self) -> PostalAddress:
        """Return the address as a value."""
        return PostalAddress(**{field: getattr(self, field) for field in ADDRESS_FIELDS})

    @postal_address.setter
    def postal_address(self, value: PostalAddress) -> None:
        for field, text in asdict(value).items():
            setattr(self, field, text)
