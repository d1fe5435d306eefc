"""Export of orders, and import of a carrier's list of parcels, as CSV and XLSX."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any, override
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field

from orders import services
from orders.models import Carrier, Order, Status
from orders.services.transitions import SOURCES, not_allowed
from storefront.spreadsheet_files import Cells
from storefront.spreadsheets import (
    ImportedRow,
    ImportResource,
    SpreadsheetResource,
    TextWidget,
)
from storefront.text import LineOfText


class OrderResource(SpreadsheetResource):
    """One row for each order, with what was ordered as "2 TALL-MUG, 1 TEAPOT"."""

    items = Field(column_name="items")

    class Meta:
        model = Order
        fields = (
            "number",
            "status",
            "placed_at",
            "paid_at",
            "shipped_at",
            "email",
            "name",
            "address",
            "postcode",
            "city",
            "state",
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

    def filter_export(self, queryset: QuerySet[Order], **kwargs: Any) -> QuerySet[Order]:
        return queryset.prefetch_related("lines")

    def dehydrate_items(self, order: Order) -> str:
        return ", ".join(f"{line.quantity} {line.sku}" for line in order.lines.all())


_SHORTENED = re.compile(r"\s*\d([.,]\d+)?E\+\d+\s*", re.IGNORECASE)


class NumberWidget(TextWidget):
    """Find an order by its number, in any spelling."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs).strip().upper()


class TrackingWidget(TextWidget):
    """A number that no spreadsheet program has rounded, or turned into a date.

    They keep 15 digits of a number, and write a long one as 1.23457E+19.
    """

    line = LineOfText(max_length=64, error_messages={"required": "Enter a tracking number."})

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        is_rounded = isinstance(value, int | float) and abs(value) >= 10**15
        if is_rounded or isinstance(value, date | time) or _SHORTENED.fullmatch(str(value)):
            raise ValidationError(
                "A spreadsheet program changed this number. Format the column as text and enter "
                "the number again."
            )
        return str(self.line.clean(super().clean(value, row, **kwargs)))


class CarrierWidget(TextWidget):
    """Find a carrier by its code or its name; an empty cell is the first carrier."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs).strip().lower()
        for carrier in Carrier:
            if text in ("", carrier.value, carrier.label.lower()):
                return carrier.value
        names = ", ".join(carrier.value for carrier in Carrier)
        raise ValidationError(f"There is no such carrier. Enter one of these: {names}.")


class ParcelResource(ImportResource):
    """Ship the orders that a carrier's file lists with their tracking numbers.

    A row whose order was shipped with the same number changes nothing, so a file can be imported
    twice. Nothing else of an order can be imported: an order is the result of a checkout, which
    reserves stock, takes points and charges a card.
    """

    note = (
        "Each row ships a paid order with its tracking number, and its customer gets an e-mail. "
        f"An empty carrier is {Carrier.POST.label}."
    )
    required = frozenset({"number", "tracking_number"})

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

    @override
    def new_instance(self, cells: Cells) -> Order:
        raise ValidationError({"number": "There is no order with this number."})

    @override
    def check(self, row: ImportedRow) -> None:
        order: Order = row.instance
        if order.status not in SOURCES[Status.SHIPPED]:
            error = not_allowed(order.status, Status.SHIPPED)
            raise ValidationError({"number": str(error)})

    @override
    def write(self, rows: Sequence[ImportedRow], *, import_id: UUID) -> None:
        for row in rows:
            order: Order = row.instance
            services.ship_order(
                order_id=order.pk,
                carrier=Carrier(order.carrier or Carrier.POST),
                tracking_number=order.tracking_number,
            )
