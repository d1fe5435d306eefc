"""Export of orders as CSV and XLSX."""

from import_export import resources
from import_export.fields import Field

from orders.models import Order
from storefront.spreadsheets import TextWidget

_TEXTS = ("email", "name", "address", "postcode", "city", "state", "tracking_number")


def _text(name: str) -> Field:
    """Return a column of text that customers or staff typed."""
    return Field(attribute=name, column_name=name, widget=TextWidget())


class OrderResource(resources.ModelResource):
    """One row for each order, with what was ordered as "2 TALL-MUG, 1 TEAPOT"."""

    email, name, address, postcode, city, state, tracking_number = map(_text, _TEXTS)
    items = Field(column_name="items")

    class Meta:
        model = Order
        fields = (
            "number",
            "status",
            "placed_at",
            "paid_at",
            "shipped_at",
            *_TEXTS[:6],
            "country",
            "items",
            "goods_paid",
            "shipping_paid",
            "total",
            "refunded",
            "carrier",
            "tracking_number",
        )
        export_order = fields

    def dehydrate_items(self, order: Order) -> str:
        return ", ".join(f"{line.quantity} {line.sku}" for line in order.lines.all())
