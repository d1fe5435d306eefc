"""Export of orders, and import of a carrier's list of parcels, as CSV and XLSX."""

from typing import Any, override

from django.core.exceptions import ValidationError
from import_export import resources
from import_export.fields import Field

from orders import services
from orders.models import Carrier, Order
from orders.services import TransitionNotAllowed
from storefront.spreadsheets import AllOrNothingResource, TextWidget
from storefront.text import LineOfText

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


class NumberWidget(TextWidget):
    """Find an order by its number, in any spelling."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs).strip().upper()


class TrackingWidget(TextWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs)
        return str(LineOfText(max_length=64, required=False).clean(text))


class CarrierWidget(TextWidget):
    """Find a carrier by its code or its name; an empty cell is the first carrier."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs).strip().lower()
        for carrier in Carrier:
            if text in ("", carrier.value, carrier.label.lower()):
                return carrier.value
        names = ", ".join(carrier.value for carrier in Carrier)
        raise ValidationError(f"There is no such carrier. Enter one of these: {names}.")


class ParcelResource(AllOrNothingResource):
    """Ship the orders that a carrier's file lists with their tracking numbers.

    A row whose order was shipped with the same number is skipped, so a file that is imported
    twice has no effect. Nothing else of an order can be imported: an order is the result of a
    checkout, which reserves stock, takes points and charges a card.
    """

    note = (
        "Each row ships a paid order with its tracking number, and its customer gets an e-mail. "
        f"An empty carrier is {Carrier.POST.label}."
    )

    number = Field(attribute="number", column_name="number", widget=NumberWidget())
    carrier = Field(attribute="carrier", column_name="carrier", widget=CarrierWidget())
    tracking_number = Field(
        attribute="tracking_number", column_name="tracking_number", widget=TrackingWidget()
    )

    class Meta:
        model = Order
        fields = ("number", "carrier", "tracking_number")
        import_id_fields = ("number",)
        import_order = fields
        report_skipped = True

    @override
    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        missing = {"number", "tracking_number"} - set(dataset.headers or ())
        if missing:
            self.refuse(dataset, f"The first row must name the columns {', '.join(missing)}.")

    @override
    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        row.setdefault("carrier", "")

    @override
    def skip_row(
        self, instance: Order, original: Order, row: Any, import_validation_errors: Any = None
    ) -> bool:
        known = original.tracking_number and original.shipped_at
        same = (instance.carrier, instance.tracking_number) == (
            original.carrier,
            original.tracking_number,
        )
        return bool(known and same)

    @override
    def save_instance(self, instance: Order, is_create: bool, row: Any, **kwargs: Any) -> None:
        if is_create:
            raise ValidationError({"number": "There is no order with this number."})
        if not instance.tracking_number:
            raise ValidationError({"tracking_number": "Enter a tracking number."})
        try:
            services.ship_order(
                order_id=instance.pk,
                carrier=Carrier(instance.carrier),
                tracking_number=instance.tracking_number,
            )
        except TransitionNotAllowed as error:
            raise ValidationError({"number": str(error)}) from error
