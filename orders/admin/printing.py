"""What is printed for the parcels of many orders: actions of their list."""

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from orders.models import Order, Status
from storefront.admin_site.selection import chosen_rows

_HAVE_PARCELS = (Status.COMPLETED, Status.SHIPPED, Status.DELIVERED)


@admin.action(description="Print packing slips", permissions=["view"])
def print_packing_slips(
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Order]
) -> HttpResponse | None:
    return _print(model_admin, request, queryset.prefetch_related("lines"), "packing_slips")


@admin.action(description="Print address labels", permissions=["view"])
def print_labels(
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Order]
) -> HttpResponse | None:
    return _print(model_admin, request, queryset, "labels")


def _print(
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Order], page: str
) -> HttpResponse | None:
    chosen = chosen_rows(model_admin, request, queryset.order_by("pk"))
    if not chosen:
        return None
    orders = [order for order in chosen if order.status in _HAVE_PARCELS]
    if not orders:
        model_admin.message_user(request, "None of these orders is paid.", messages.WARNING)
        return None
    return TemplateResponse(request, f"admin/orders/order/{page}.html", {"orders": orders})
