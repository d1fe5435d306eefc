"""Categories and products."""

from typing import ClassVar, Self

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    StepValueValidator,
)
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from inventory.models.photos import photo_path
from inventory.models.validators import validate_one_line

SLUG_LENGTH = 100


class CategoryQuerySet(models.QuerySet["Category"]):
    def with_listed_products(self) -> Self:
        """Return the categories that the catalogue shows."""
        return self.filter(Exists(Product.objects.listed().filter(category=OuterRef("pk"))))


class Category(models.Model):
    """A category of the catalogue; `hue` tints its tiles, in degrees of oklch."""

    name = models.CharField(max_length=60, unique=True, validators=[validate_one_line])
    slug = models.SlugField(max_length=60, unique=True)
    hue = models.PositiveSmallIntegerField(
        default=60,
        validators=[MinValueValidator(0), MaxValueValidator(330), StepValueValidator(30)],
        help_text="The tint of its tiles: 0 red, 60 yellow, 150 green, 240 blue.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Low numbers come first.")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(models.QuerySet["Product"]):
    def listed(self) -> Self:
        """Return the products that the catalogue shows: on sale or coming soon."""
        return self.filter(is_listed=True)

    def public(self) -> Self:
        """Return the products that have a page; drafts do not."""
        return self.exclude(status=Product.Status.DRAFT)

    def in_stock(self) -> Self:
        """Return the products that can be ordered now."""
        return self.filter(status=Product.Status.ON_SALE, stock__available__gt=0)


class Product(models.Model):
    """A product of the shop; `price` includes VAT and is in the shop's currency.

    The SKU never changes. A product is withdrawn, never deleted, because orders and the stock
    ledger continue to refer to it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        COMING_SOON = "coming_soon", "Coming soon"
        ON_SALE = "on_sale", "On sale"
        WITHDRAWN = "withdrawn", "Withdrawn"

    sku = models.CharField(
        "SKU",
        max_length=40,
        primary_key=True,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z",
                "Use letters, digits and single hyphens, such as TALL-MUG.",
            )
        ],
    )
    slug = models.SlugField(
        max_length=SLUG_LENGTH, unique=True, help_text="Its address: /products/…/"
    )
    name = models.CharField(max_length=200, validators=[validate_one_line])
    description = models.TextField(blank=True, max_length=4000)
    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    old_price = models.DecimalField(
        "price before the sale",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Shown struck through. Leave it empty outside a sale.",
    )
    emoji = models.CharField(
        max_length=16,
        default="📦",
        help_text="Shown when the product has no photo.",
        validators=[validate_one_line],
    )
    photo = models.ImageField(
        upload_to=photo_path, blank=True, help_text="JPEG, PNG or WebP, at most 2 MB."
    )
    status = models.CharField(
        max_length=12,
        choices=Status,
        default=Status.ON_SALE,
        help_text="Drafts are visible to staff only.",
    )
    is_listed = models.GeneratedField(
        expression=ExpressionWrapper(
            Q(status__in=["on_sale", "coming_soon"]), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="products",
        db_index=False,  # the indexes below begin with it
    )
    created = models.DateTimeField(default=timezone.now, editable=False)
    updated = models.DateTimeField(auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(price__gte=0), name="inventory_price_not_negative"),
            models.CheckConstraint(
                condition=Q(old_price=None) | Q(old_price__gt=F("price")),
                name="inventory_old_price_is_higher",
                violation_error_message="The price before the sale must be higher than the price.",
            ),
        ]
        # A page of the catalogue scans one of these, regardless of the size of the catalogue.
        indexes: ClassVar = [
            models.Index(
                fields=[*of, by, "sku"], condition=Q(is_listed=True), name=f"inventory_{name}_{by}"
            )
            for name, of in {"all": [], "category": ["category"]}.items()
            for by in ("created", "name", "price")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("inventory:product", args=[self.slug])

    @property
    def on_sale(self) -> bool:
        """True if the product can be ordered while it is in stock."""
        return self.status == self.Status.ON_SALE

    @property
    def photo_url(self) -> str:
        return self.photo.url if self.photo else ""
