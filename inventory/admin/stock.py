"""Stock, its ledger and the reorders."""

from collections.abc import Sequence
from typing import Any, override
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from events.api import unit_of_work
from events.explorer.admin_base import ReadOnlyAdmin
from inventory import services
from inventory.admin.base import PermanentAdmin, ProductSearchMixin
from inventory.forms import ReceiveForm, StockForm
from inventory.models import COUNTERS, Movement, Reorder, Stock
from inventory.resources import StockResource
from storefront.admin_site.columns import status_column
from storefront.admin_site.selection import chosen_rows
from storefront.admin_site.transfer import TransferMixin


class LowStockFilter(admin.SimpleListFilter):
    title = "stock level"
    parameter_name = "low"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [("yes", "Low or sold out")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Stock]) -> QuerySet[Stock]:
        return Stock.objects.low() & queryset if self.value() else queryset


@admin.register(Stock)
class StockAdmin(TransferMixin, ProductSearchMixin, PermanentAdmin):
    form = StockForm
    resource_classes = [StockResource]
    import_resource = StockResource
    action_form = ReceiveForm
    actions = ["receive"]
    list_display = ["product", *COUNTERS, "threshold"]
    list_filter = [LowStockFilter, "product__category"]
    list_select_related = ["product"]
    ordering = ["product_id"]
    fields = [
        "product",
        *COUNTERS,
        "threshold",
        "received_now",
        "difference",
        "reason",
        "shown",
        "submission",
    ]
    readonly_fields = ["product", *COUNTERS]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @override
    def save_model(
        self, request: HttpRequest, obj: Stock, form: forms.ModelForm, change: bool
    ) -> None:
        given = form.cleaned_data
        if "threshold" in form.changed_data:
            services.set_threshold(sku=obj.pk, threshold=given["threshold"])
        if given["received_now"]:
            services.receive_stock(
                sku=obj.pk,
                quantity=given["received_now"],
                note=given["reason"],
                submission_id=given["submission"],
            )
        if given["difference"]:
            try:
                services.adjust_stock(
                    sku=obj.pk,
                    difference=given["difference"],
                    reason=given["reason"],
                    submission_id=given["submission"],
                )
            except services.InsufficientStock as error:
                self.message_user(request, f"Not adjusted. {error}", messages.ERROR)
        obj.refresh_from_db(fields=COUNTERS)  # the message about the saved form shows them

    @admin.action(description="Receive this many pieces of each", permissions=["change"])
    def receive(self, request: HttpRequest, queryset: QuerySet[Stock]) -> None:
        skus = [stock.pk for stock in chosen_rows(self, request, queryset)]
        if not skus:
            return
        form = ReceiveForm({**request.POST.dict(), "action": ""})
        form.full_clean()
        quantity, submission = form.cleaned_data["quantity"], form.cleaned_data["submission"]
        before = Movement.objects.filter(event_id=submission, event_id__isnull=False)
        try:
            with unit_of_work():
                # The lock lets a form that is sent twice see the pieces of the first one.
                stocks = list(Stock.objects.locked(skus))
                if before.exclude(quantity=quantity).exists():
                    raise ValidationError("This list received other pieces before. Try again.")
                for stock in stocks:
                    services.receive_stock(
                        sku=stock.pk, quantity=quantity, submission_id=submission
                    )
        except ValidationError as error:
            self.message_user(request, error.messages[0], messages.ERROR)
            return
        self.message_user(request, f"Received {quantity} pieces of each.", messages.SUCCESS)


@admin.register(Movement)
class MovementAdmin(ProductSearchMixin, ReadOnlyAdmin):
    list_display = ["at", "product", "cause", "quantity", "order_id", "note"]
    list_filter = ["cause"]
    list_select_related = ["product"]
    search_help_text = "SKU, words of the product, or an order id"
    ordering = ["-id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Movement], search_term: str
    ) -> tuple[QuerySet[Movement], bool]:
        try:
            return queryset.filter(order_id=UUID(search_term.strip())), False
        except ValueError:
            return super().get_search_results(request, queryset, search_term)


@admin.register(Reorder)
class ReorderAdmin(ProductSearchMixin, ReadOnlyAdmin):
    list_display = [
        "product",
        "quantity",
        status_column,
        "drafted_at",
        "ordered_at",
        "closed_at",
    ]
    list_filter = ["status"]
    list_select_related = ["product"]
    ordering = ["-id"]
    actions = ["mark_ordered"]

    def has_order_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("inventory.change_reorder")

    @admin.action(description="Mark as ordered", permissions=["order"])
    def mark_ordered(self, request: HttpRequest, queryset: QuerySet[Reorder]) -> None:
        if reorders := chosen_rows(self, request, queryset):
            with unit_of_work():
                ids = sorted(reorder.pk for reorder in reorders)
                ordered = sum(services.mark_ordered(reorder_id=reorder_id) for reorder_id in ids)
            self.message_user(request, f"{ordered} marked as ordered.", messages.SUCCESS)
