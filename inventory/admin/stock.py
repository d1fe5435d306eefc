"""Pieces: how many there are, where they went, and which to buy."""

from collections.abc import Sequence
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin import ReadOnlyAdmin
from inventory import selectors, services
from inventory.admin.catalogue import ForGood
from inventory.forms import PIECES, ReceiveForm, StockForm
from inventory.models import Movement, Reorder, Stock
from inventory.models.stock import COUNTERS


class ScarceFilter(admin.SimpleListFilter):
    title = "scarcity"
    parameter_name = "scarce"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [("yes", "low or sold out")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Stock]) -> QuerySet[Stock]:
        return selectors.low_stock(queryset) if self.value() else queryset


@admin.register(Stock)
class StockAdmin(ForGood):
    form = StockForm
    action_form = ReceiveForm
    actions = ["receive"]
    list_display = ["product", *COUNTERS, "threshold"]
    list_filter = [ScarceFilter, "product__category"]
    list_select_related = ["product"]
    search_fields = ["product__sku", "product__name"]
    fields = ["product", *COUNTERS, "threshold", "received_now", "difference", "reason"]
    readonly_fields = ["product", *COUNTERS]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @override
    def save_model(
        self, request: HttpRequest, obj: Stock, form: forms.ModelForm, change: bool
    ) -> None:
        said = form.cleaned_data
        if "threshold" in form.changed_data:
            services.set_threshold(sku=obj.pk, threshold=said["threshold"])
        if said["received_now"]:
            services.receive_stock(sku=obj.pk, quantity=said["received_now"], note=said["reason"])
        if said["difference"]:
            self._adjust(request, obj, said["difference"], said["reason"])

    def _adjust(self, request: HttpRequest, stock: Stock, difference: int, reason: str) -> None:
        try:
            services.adjust_stock(sku=stock.pk, difference=difference, reason=reason)
        except services.TooFewPieces as error:
            self.message_user(request, f"Not adjusted, {error}.", messages.ERROR)

    @admin.action(description="Receive so many pieces of each", permissions=["change"])
    def receive(self, request: HttpRequest, queryset: QuerySet[Stock]) -> None:
        try:
            quantity = PIECES.clean(request.POST.get("quantity"))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        for stock in queryset:
            services.receive_stock(sku=stock.pk, quantity=quantity)
        self.message_user(request, f"On the shelf now, of each: {quantity} more.")


@admin.register(Movement)
class MovementAdmin(ReadOnlyAdmin):
    list_display = ["at", "product", "cause", "quantity", "order_id", "note"]
    list_filter = ["cause"]
    list_select_related = ["product"]
    search_fields = ["product__sku", "product__name", "=order_id"]
    ordering = ["-id"]


@admin.register(Reorder)
class ReorderAdmin(ReadOnlyAdmin):
    list_display = ["product", "quantity", "status", "drafted_at", "ordered_at"]
    list_filter = ["status"]
    list_select_related = ["product"]
    search_fields = ["product__sku", "product__name"]
    ordering = ["-id"]
    actions = ["mark_ordered"]

    def has_order_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("inventory.change_reorder")

    @admin.action(description="Say that they have been ordered", permissions=["order"])
    def mark_ordered(self, request: HttpRequest, queryset: QuerySet[Reorder]) -> None:
        ordered = sum(services.mark_ordered(reorder_id=reorder.pk) for reorder in queryset)
        self.message_user(request, f"{ordered} marked as ordered.", messages.SUCCESS)
