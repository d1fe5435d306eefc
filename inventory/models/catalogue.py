"""What the shop has to offer, and under which heading."""

from typing import ClassVar

from django.core.validators import (
    FileExtensionValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    StepValueValidator,
)
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from inventory.photos import ENDINGS, path_of_photo, validate_photo

LONGEST_SLUG = 100


class Category(models.Model):
    """A shelf of the shop; `hue` tints its tiles: degrees of oklch, in steps of 30."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    hue = models.PositiveSmallIntegerField(
        default=60,
        validators=[MinValueValidator(0), MaxValueValidator(330), StepValueValidator(30)],
        help_text="The tint of its tiles: 0 red, 60 yellow, 150 green, 240 blue.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Low numbers come first.")

    class Meta:
        ordering: ClassVar = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something to sell; `price` includes VAT and is in the shop's currency.

    The sku is its name in all of the shop, for ever. A product is withdrawn, never deleted:
    orders and the ledger go on naming it.
    """

    sku = models.CharField(
        "SKU",
        max_length=40,
        primary_key=True,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
                "Use letters and digits, with hyphens between, as in TALL-MUG.",
            )
        ],
    )
    slug = models.SlugField(
        max_length=LONGEST_SLUG, unique=True, help_text="Its address: /products/…/"
    )
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, max_length=4000)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    emoji = models.CharField(max_length=16, default="📦", help_text="Shown where no photo is.")
    photo = models.ImageField(
        upload_to=path_of_photo,
        blank=True,
        validators=[FileExtensionValidator(ENDINGS), validate_photo],
        help_text="JPEG, PNG or WebP, at most 2 MB.",
    )
    on_sale = models.BooleanField(default=True)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="products",
        db_index=False,  # the indexes below begin with it
    )
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(price__gte=0), name="inventory_price_not_negative"),
        ]
        # A page of the catalogue is one walk along one of these, however long the catalogue.
        indexes: ClassVar = [
            models.Index(
                fields=[*of, by, "sku"], condition=Q(on_sale=True), name=f"inventory_{name}_{by}"
            )
            for name, of in {"all": [], "category": ["category"]}.items()
            for by in ("created", "name", "price")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("inventory:product", args=[self.slug])
