"""Import and export of products and stock as CSV and XLSX.

`storefront/admin_site/transfer.py` has the pages.
"""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from import_export.fields import Field
from import_export.widgets import DecimalWidget, ForeignKeyWidget, IntegerWidget

from inventory import services
from inventory.models import Category, Product, Stock
from storefront.spreadsheets import AllOrNothingResource, TextWidget
from storefront.text import Lines


class CategoryWidget(ForeignKeyWidget):
    """Find a category by its slug."""

    def __init__(self) -> None:
        super().__init__(Category, "slug")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(value, row, **kwargs)
        except Category.DoesNotExist:
            raise ValidationError(f"There is no category “{value}”.") from None


class PriceWidget(DecimalWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(value, row, **kwargs)
        except ArithmeticError:
            raise ValidationError("Enter a number.") from None


class DescriptionWidget(TextWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(Lines(required=False).clean(super().clean(value, row, **kwargs)))


class ProductResource(AllOrNothingResource):
    """Products by SKU. A new product needs a name, a price and a category."""

    larger = "The command import_products takes larger files."

    sku = Field(attribute="sku", column_name="sku", widget=TextWidget())
    slug = Field(attribute="slug", column_name="slug", widget=TextWidget())
    name = Field(attribute="name", column_name="name", widget=TextWidget())
    category = Field(attribute="category", column_name="category", widget=CategoryWidget())
    price = Field(attribute="price", column_name="price", widget=PriceWidget())
    old_price = Field(attribute="old_price", column_name="old_price", widget=PriceWidget())
    emoji = Field(attribute="emoji", column_name="emoji", widget=TextWidget(), default="📦")
    description = Field(
        attribute="description", column_name="description", widget=DescriptionWidget()
    )

    class Meta:
        model = Product
        fields = (
            "sku",
            "slug",
            "name",
            "category",
            "price",
            "old_price",
            "status",
            "emoji",
            "description",
        )
        import_id_fields = ("sku",)
        export_order = fields
        skip_unchanged = True
        report_skipped = False

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        if not row.get("slug"):
            row.pop("slug", None)
        if not row.get("status"):
            row.pop("status", None)

    def after_init_instance(self, instance: Product, new: bool, row: Any, **kwargs: Any) -> None:  # noqa: FBT001  of the library
        if new:
            instance.slug = slugify(row.get("name") or row.get("sku") or "")
        else:
            row.pop("slug", None)  # the address of a product does not change

    def do_instance_save(self, instance: Product, is_create: bool) -> None:  # noqa: FBT001  of the library
        names = ("name", "price", "old_price", "status", "emoji", "description")
        fields: Any = {name: getattr(instance, name) for name in names}
        if instance.category_id is None:
            raise ValidationError({"category": "Enter a category."})
        fields["category"] = instance.category
        if is_create:
            services.add_product(sku=instance.sku, slug=instance.slug, **fields)
        else:
            services.change_product(sku=instance.sku, **fields)


class StockResource(AllOrNothingResource):
    """Stock by SKU: import received pieces and thresholds, export all counters."""

    sku = Field(attribute="product_id", column_name="sku", widget=TextWidget())
    name = Field(attribute="product__name", column_name="name", widget=TextWidget(), readonly=True)
    received_now = Field(column_name="received_now", widget=IntegerWidget())

    class Meta:
        model = Stock
        fields = (
            "sku",
            "name",
            "available",
            "reserved",
            "sold",
            "lost",
            "threshold",
            "received_now",
        )
        import_id_fields = ("sku",)
        export_order = fields
        skip_unchanged = True
        report_skipped = False

    def get_import_fields(self) -> list[Field]:
        """Import nothing but the threshold; the counters are moved by the services."""
        return [self.fields["sku"], self.fields["threshold"]]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("product")

    def skip_row(
        self, instance: Stock, original: Stock, row: Any, import_validation_errors: Any = None
    ) -> bool:
        if row.get("received_now"):
            return False
        return bool(super().skip_row(instance, original, row, import_validation_errors))

    def save_instance(self, instance: Stock, is_create: bool, row: Any, **kwargs: Any) -> None:  # noqa: FBT001  of the library
        if is_create:
            raise ValidationError({"sku": "There is no product with this SKU."})
        try:
            received = forms.IntegerField(required=False).clean(row.get("received_now")) or 0
        except ValidationError as error:
            raise ValidationError({"received_now": error}) from None
        if instance.threshold is None:
            raise ValidationError({"threshold": "Enter a whole number."})
        services.set_threshold(sku=instance.pk, threshold=instance.threshold)
        if received:
            services.receive_stock(
                sku=instance.pk,
                quantity=received,
                note="import",
                submission_id=self._submission_id(instance.pk, kwargs.get("submission", "")),
            )

    def _submission_id(self, sku: str, submission: str) -> UUID | None:
        """Return one id for each row of one file, so that a repeated import adds nothing."""
        return uuid5(NAMESPACE_URL, f"{submission}/{sku}") if submission else None
