"""Orders in the admin: their data, and the steps that staff can take."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _

from events.admin_base import ReadOnlyAdmin
from orders import services
from orders.admin.confirm import take_confirmed
from orders.admin.records import card_column
from orders.admin.steps import STEPS, cancel, deliver, refund
from orders.models import Line, Order, Payment, Refund, Status
from storefront.admin_site.columns import money_column, status_column

_NOT_ALLOWED = (services.TransitionNotAllowed, services.RefundNotAllowed)


class LineInline(admin.TabularInline):
    model = Line
    fields: ClassVar = [
        "sku",
        "name",
        money_column("unit_price"),
        "quantity",
        money_column("listed"),
        money_column("paid"),
        "refunded_quantity",
    ]
    readonly_fields: ClassVar[list[Any]] = [*fields]


class RefundInline(admin.TabularInline):
    model = Refund
    fields: ClassVar = ["created_at", money_column("amount"), "status", "paid_at"]
    readonly_fields: ClassVar[list[Any]] = [*fields]


class PaymentInline(admin.TabularInline):
    model = Payment
    fields: ClassVar = ["created_at", money_column("amount"), "status", "reason", card_column()]
    readonly_fields: ClassVar[list[Any]] = [*fields]


class UnpaidFilter(admin.SimpleListFilter):
    """Hide the orders that were cancelled unpaid unless they are requested."""

    title = "cancelled unpaid"
    parameter_name = "cancelled_unpaid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "Include"), ("only", "Only these")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": "Hide"} if choice["display"] == _("All") else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() == "all":
            return queryset
        unpaid = Q(status=Status.CANCELLED, paid_at=None)
        return queryset.filter(unpaid) if self.value() == "only" else queryset.exclude(unpaid)


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """A page for each step of one order, and actions for many of them."""

    list_display = [
        "number",
        "placed_at",
        status_column(),
        "recipient",
        money_column("total"),
        money_column("refunded"),
    ]
    list_filter = ["status", UnpaidFilter, "placed_at", "paid_at"]
    search_fields = ["number", "email", "name", "tracking_number"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("number", "status", "cancel_reason"),
                    ("customer", "carrier", "tracking_number"),
                ]
            },
        ),
        (
            "Address",
            {"fields": [("name", "email"), ("address", "postcode", "city"), ("state", "country")]},
        ),
        (
            "Price",
            {
                "fields": [
                    (money_column("goods_listed"), money_column("goods_paid")),
                    (money_column("shipping_listed"), money_column("shipping_paid")),
                    (money_column("total"), money_column("refunded")),
                    "adjustments",
                ]
            },
        ),
        (
            "Dates",
            {
                "fields": [
                    ("placed_at", "expires_at", "paid_at", "shipped_at"),
                    ("delivered_at", "cancelled_at", "refunded_at"),
                ]
            },
        ),
    ]
    inlines: ClassVar = [LineInline, PaymentInline, RefundInline]
    change_form_template = "admin/orders/order/change_form.html"
    actions = ["deliver", "cancel", "refund"]

    @admin.display(description="customer", ordering="name")
    def recipient(self, order: Order) -> str:
        return format_html("{}<br><small>{}</small>", order.name, order.city)

    def has_step_permission(self, request: HttpRequest) -> bool:
        """Return whether the user can take steps: it needs the permission to change orders."""
        return bool(request.user.has_perm("orders.change_order"))

    # --- one order -----------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<uuid:order_id>/step/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name="orders_order_step",
        )
        return [step, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        steps = {
            name: step.title
            for name, step in STEPS.items()
            if order and order.status in step.sources() and self.has_step_permission(request)
        }
        context = {**(extra_context or {}), "steps": steps}
        return super().change_view(request, object_id, form_url, context)

    def step_view(self, request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
        """Show the form of a step, and take the step when it is submitted."""
        if not self.has_step_permission(request):
            raise PermissionDenied
        if name not in STEPS:
            raise Http404
        order = get_object_or_404(Order, pk=order_id)
        step = STEPS[name](request.POST if request.method == "POST" else None, order=order)
        if step.is_valid():
            self._take(request, order, step.take)
            return redirect("admin:orders_order_change", order.pk)
        context = {**self.admin_site.each_context(request), "title": step.title}
        return TemplateResponse(
            request,
            "admin/orders/order/step.html",
            {**context, "opts": self.opts, "order": order, "step": step},
        )

    # --- many orders ---------------------------------------------------------------------

    @admin.action(description="Mark as delivered", permissions=["step"])
    def deliver(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        for order in queryset:
            self._take(request, order, partial(deliver, order))

    @admin.action(description="Cancel, and refund what was paid", permissions=["step"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Order]) -> TemplateResponse | None:
        def take(orders: list[Order]) -> None:
            for order in orders:
                self._take(request, order, partial(cancel, order))

        return take_confirmed(
            self, request, queryset, action="cancel", step=STEPS["cancel"], take=take
        )

    @admin.action(description="Refund in full; the goods return to the stock", permissions=["step"])
    def refund(self, request: HttpRequest, queryset: QuerySet[Order]) -> TemplateResponse | None:
        def take(orders: list[Order]) -> None:
            for order in orders:
                self._take(request, order, partial(refund, order, None, resaleable=True))

        return take_confirmed(
            self, request, queryset, action="refund", step=STEPS["refund"], take=take
        )

    def _take(self, request: HttpRequest, order: Order, take: Callable[[], str]) -> None:
        """Take the step, report the result, and add it to the history of the order."""
        try:
            result = take()
        except _NOT_ALLOWED as error:
            self.message_user(request, f"{order}: {error}", messages.ERROR)
        else:
            self.log_change(request, order, result)
            self.message_user(request, result, messages.SUCCESS)
