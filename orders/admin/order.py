"""Orders in the admin: their data, and the steps that staff can take."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from events.explorer.admin_base import MAX_WORDS, ReadOnlyAdmin
from orders.admin.actions import cancel, deliver, refund, ship
from orders.admin.printing import print_labels, print_packing_slips
from orders.admin.records import account, card
from orders.admin.step_page import possible_steps, step_page
from orders.models import Line, Order, Payment, Refund, Status
from orders.resources import OrderResource, ParcelResource
from orders.signals import OrderAdminPanels, order_admin_panels
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


class RefundInline(TableInline):
    model = Refund
    fields: ClassVar = ["created_at", money_column("amount"), "status", "reason", "paid_at"]


class PaymentInline(TableInline):
    model = Payment
    fields: ClassVar[list[Any]] = ["created_at", money_column("amount"), "status", "reason", card]


class UnpaidFilter(admin.SimpleListFilter):
    """Hide the orders that were cancelled unpaid unless they are requested."""

    title = "cancelled unpaid"
    parameter_name = "cancelled_unpaid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "Include"), ("only", "Only these")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        default, *others = super().choices(changelist)
        yield from [{**default, "display": "Hide"}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "only":
            return queryset.filter(status=Status.CANCELLED, paid_at=None)
        return queryset if self.value() == "all" else queryset.listed()


@admin.register(Order)
class OrderAdmin(TransferMixin, ReadOnlyAdmin):
    """A page for each step of one order, and actions for many of them."""

    resource_classes = [OrderResource]
    import_resource = ParcelResource
    list_display = [
        "number",
        "placed_at",
        status_column,
        "recipient",
        money_column("total"),
        money_column("refunded"),
    ]
    list_filter = ["status", UnpaidFilter, "placed_at", "paid_at"]
    search_fields = ["search"]
    search_help_text = "Number, customer, address, tracking number or SKU"
    fieldsets: ClassVar[list[Any]] = [
        (
            None,
            {
                "fields": [
                    ("number", "status", "cancel_reason"),
                    (account, "carrier", "tracking_number"),
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
    actions = [ship, deliver, print_packing_slips, print_labels, cancel, refund]

    @admin.display(description="customer", ordering="name")
    def recipient(self, order: Order) -> str:
        return format_html("{}<br><small>{}</small>", order.name, order.city)

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        """Search for a number, the SKU of a line, or all words in number, address and so on."""
        code = search_term.strip()
        if Order.objects.filter(number=code.upper()).exists():
            return queryset.filter(number=code.upper()), False
        with_sku = Line.objects.filter(sku__in={code, code.upper()})
        if with_sku.exists():
            return queryset.filter(pk__in=with_sku.values("order")), False
        for word in search_term.lower().split()[:MAX_WORDS]:
            queryset = queryset.filter(search__contains=word)
        return queryset, False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether the user can import parcels, which ships their orders."""
        return self.has_step_permission(request)

    def has_step_permission(self, request: HttpRequest) -> bool:
        """Return whether the user can take steps: it needs the permission to change orders."""
        return bool(request.user.has_perm("orders.change_order"))

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<uuid:order_id>/step/<slug:name>/",
            self.admin_site.admin_view(partial(step_page, self)),
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
        """Show the possible steps, the notes, and what other apps know about the order."""
        context: dict[str, Any] = {}
        if order := self.get_object(request, object_id):
            permissions = frozenset(request.user.get_all_permissions())
            question = OrderAdminPanels(order_id=order.pk, permissions=permissions)
            context["panels"] = order_admin_panels.ask(question)
            context["notes"] = order.notes.select_related("author")
            context["steps"] = possible_steps(order, permissions)
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )
