"""Orders in the admin: their data, and the steps that staff can take."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar, override
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _

from events.explorer.admin_base import ReadOnlyAdmin
from orders.admin.confirm import take_confirmed
from orders.admin.outcomes import NOT_ALLOWED, take_all
from orders.admin.page import page_context
from orders.admin.records import card_column
from orders.admin.shipping import ShippingMixin
from orders.admin.steps import STEPS, cancel, deliver, refund
from orders.models import Line, Order, Payment, Refund, Status
from orders.resources import OrderResource, ParcelResource
from storefront.admin_site.columns import money_column, status_column
from storefront.admin_site.inlines import TableInline
from storefront.admin_site.transfer import TransferMixin


class LineInline(TableInline):
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


class RefundInline(TableInline):
    model = Refund
    fields: ClassVar = ["created_at", money_column("amount"), "status", "reason", "paid_at"]
    readonly_fields: ClassVar[list[Any]] = [*fields]


class PaymentInline(TableInline):
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
class OrderAdmin(TransferMixin, ShippingMixin, ReadOnlyAdmin):
    """A page for each step of one order, and actions for many of them."""

    resource_classes = [OrderResource]
    import_resource = ParcelResource
    list_display = [
        "number",
        "placed_at",
        status_column(),
        "recipient",
        money_column("total"),
        money_column("refunded"),
    ]
    list_filter = ["status", UnpaidFilter, "placed_at", "paid_at"]
    search_fields = ["search"]
    search_help_text = "Number, customer, address, tracking number or SKU"
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
    view_on_site = False  # the page links to it
    change_form_template = "admin/orders/order/change_form.html"
    actions = ["ship", "deliver", "print_packing_slips", "print_labels", "cancel", "refund"]

    @admin.display(description="customer", ordering="name")
    def recipient(self, order: Order) -> str:
        return format_html("{}<br><small>{}</small>", order.name, order.city)

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        """Search for a number, the SKU of a line, or all words in number, address and so on."""
        code = search_term.strip().upper()
        if Order.objects.filter(number=code).exists():
            return queryset.filter(number=code), False
        with_sku = Line.objects.filter(sku=code)
        if with_sku.exists():
            return queryset.filter(pk__in=with_sku.values("order")), False
        for word in search_term.lower().split():
            queryset = queryset.filter(search__contains=word)
        return queryset, False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether the user can import parcels, which ships their orders."""
        return self.has_step_permission(request)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        rows: QuerySet[Order] = super().get_export_queryset(request)
        return rows.prefetch_related("lines")

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
        context = (
            page_context(frozenset(request.user.get_all_permissions()), order) if order else {}
        )
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def step_view(self, request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
        """Show the form of a step, its preview, and take the step when it is confirmed."""
        if name not in STEPS:
            raise Http404
        if not request.user.has_perm(STEPS[name].permission):
            raise PermissionDenied
        order = get_object_or_404(Order, pk=order_id)
        data = request.POST if request.method == "POST" else None
        step = STEPS[name](data, order=order, author_id=request.user.pk)
        preview = ""
        if step.is_valid():
            try:
                preview = "" if "confirmed" in request.POST else step.preview()
            except NOT_ALLOWED as error:
                step.add_error(None, str(error))
            else:
                if not preview:
                    take_all(self, request, [order], lambda _: step.take())
                    return redirect("admin:orders_order_change", order.pk)
        context = {**self.admin_site.each_context(request), "title": step.title, "opts": self.opts}
        return TemplateResponse(
            request,
            "admin/orders/order/step.html",
            {**context, "order": order, "step": step, "preview": preview},
        )

    # --- many orders ---------------------------------------------------------------------

    @admin.action(description="Mark as delivered", permissions=["step"])
    def deliver(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        take_all(self, request, queryset, deliver, done="delivered")

    @admin.action(description="Cancel, and refund what was paid", permissions=["step"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Order]) -> TemplateResponse | None:
        take = partial(take_all, self, request, act=cancel, done="cancelled")
        return take_confirmed(
            self, request, queryset, action="cancel", step=STEPS["cancel"], take=take
        )

    @admin.action(description="Refund in full; the goods return to the stock", permissions=["step"])
    def refund(self, request: HttpRequest, queryset: QuerySet[Order]) -> TemplateResponse | None:
        take = partial(take_all, self, request, act=refund, done="refunded")
        return take_confirmed(
            self, request, queryset, action="refund", step=STEPS["refund"], take=take
        )
