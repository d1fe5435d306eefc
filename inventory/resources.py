"""Import and export of products and stock as CSV and XLSX.

`storefront/admin_site/transfer.py` has the pages.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast, override
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from import_export.fields import Field
from import_export.widgets import DecimalWidget, ForeignKeyWidget, IntegerWidget

from inventory import services
from inventory.models import Category, Product, Stock
from inventory.services import ProductFields
from storefront.spreadsheet_files import Cells
from storefront.spreadsheets import ImportedRow, ImportResource, TextWidget
from storefront.text import Lines


class CategoryWidget(ForeignKeyWidget):
    """Find a category by its slug among the `categories`."""

    def __init__(self) -> None:
        super().__init__(Category, "slug")

    def clean(
        self,
        value: Any,
        row: Any = None,
        *,
        categories: Mapping[str, Category] | None = None,
        **kwargs: Any,
    ) -> Category:
        slug = str(value or "").strip()
        if not slug:
            raise ValidationError("Enter a category.")
        try:
            return (categories or {})[slug]
        except KeyError:
            raise ValidationError(f"There is no category “{slug}”.") from None


class PriceWidget(DecimalWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        try:
            number: Decimal | None = super().clean(value, row)
        except ArithmeticError:
            number = Decimal("NaN")
        if number is not None and not number.is_finite():
            raise ValidationError("Enter a number.")
        return number


class WholeNumberWidget(IntegerWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        try:
            number: int | None = super().clean(value, row)
            if number is None or Decimal(str(value)) == number:
                return number
        except (ArithmeticError, TypeError, ValueError):  # TypeError: a date of a spreadsheet
            pass
        raise ValidationError("Enter a whole number.")


class DescriptionWidget(TextWidget):
    lines = Lines(required=False)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(self.lines.clean(super().clean(value, row, **kwargs)))


class ProductResource(ImportResource):
    """Products by SKU. A new product needs a name, a price and a category."""

    note = (
        "A row adds the product with this SKU, or changes it. A new one needs a name, a price and "
        "the slug of a category."
    )
    required = frozenset({"sku"})

    category = Field(attribute="category", column_name="category", widget=CategoryWidget())
    price = Field(attribute="price", column_name="price", widget=PriceWidget())
    old_price = Field(attribute="old_price", column_name="old_price", widget=PriceWidget())
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
        import_order = fields
        export_order = fields

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("category")

    @override
    def prefetch(self, rows: Sequence[Cells]) -> dict[str, Any]:
        slugs = {_slug(cells) for cells in rows}
        self._sku_of_slug = dict(Product.objects.filter(slug__in=slugs).values_list("slug", "sku"))
        return {"categories": {category.slug: category for category in Category.objects.all()}}

    @override
    def new_instance(self, cells: Cells) -> Product:
        return Product(slug=_slug(cells))

    @override
    def is_given(self, column: str, cells: Cells, *, is_new: bool) -> bool:
        if column == "slug":  # the address of a product does not change
            return is_new and bool(cells["slug"])
        return column != "status" or bool(cells["status"])

    @override
    def check(self, row: ImportedRow) -> None:
        product: Product = row.instance
        # What would be a query for each row is known: categories, slugs and SKUs. One constraint
        # is about the old price; the other one repeats a validator.
        product.full_clean(
            exclude={"category", "photo"},
            validate_unique=False,
            validate_constraints=product.old_price is not None,
        )
        if row.is_new and product.category_id is None:
            raise ValidationError({"category": "Enter a category."})
        if self._sku_of_slug.setdefault(product.slug, product.sku) != product.sku:
            raise ValidationError({"slug": "Another product has this slug."})

    @override
    def write(self, rows: Sequence[ImportedRow], *, import_id: UUID) -> None:
        services.save_products(
            new=[row.instance for row in rows if row.is_new],
            changes={
                row.instance.sku: cast("ProductFields", row.changes)
                for row in rows
                if not row.is_new
            },
        )


class StockResource(ImportResource):
    """Stock by SKU: import received pieces and thresholds, export all counters."""

    note = "A row receives pieces of a product (received_now), changes its threshold, or both."
    required = frozenset({"sku"})

    sku = Field(attribute="product_id", column_name="sku", widget=TextWidget())
    name = Field(attribute="product__name", column_name="name", widget=TextWidget(), readonly=True)
    threshold = Field(attribute="threshold", column_name="threshold", widget=WholeNumberWidget())
    received_now = Field(column_name="received_now", widget=WholeNumberWidget())

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

    def get_import_fields(self) -> list[Field]:
        """Import no counters; the services move them."""
        return [self.fields[name] for name in ("sku", "received_now", "threshold")]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("product")

    @override
    def new_instance(self, cells: Cells) -> Stock:
        raise ValidationError({"sku": "There is no product with this SKU."})

    @override
    def check(self, row: ImportedRow) -> None:
        stock: Stock = row.instance
        if stock.threshold is None:
            raise ValidationError({"threshold": "Enter a whole number."})
        stock.clean_fields(exclude={"product"})
        try:
            services.check_received(row.changes.get("received_now", 1))
        except ValidationError as error:
            raise ValidationError({"received_now": error}) from None

    @override
    def write(self, rows: Sequence[ImportedRow], *, import_id: UUID) -> None:
        changes = {row.instance.pk: row.changes for row in rows}
        services.set_thresholds(
            thresholds={s: new["threshold"] for s, new in changes.items() if "threshold" in new}
        )
        services.receive_stocks(
            quantities={
                s: new["received_now"] for s, new in changes.items() if "received_now" in new
            },
            note="import",
            submission_id=import_id,
        )


def _slug(cells: Cells) -> str:
    """Return the slug of a new product: the given one, or one of its name or its SKU.

    A name in another script, or an emoji, makes no slug.
    """
    texts = (str(cells.get(column) or "") for column in ("name", "sku"))
    return str(cells.get("slug") or next(filter(None, map(slugify, texts)), ""))
