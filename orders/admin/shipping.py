"""Ship many orders, and print what goes with the parcels."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from orders.admin.outcomes import take_all
from orders.admin.steps import ship
from orders.models import Carrier, Order, Status
from orders.services.transitions import SOURCES, not_allowed
from storefront.countries import COUNTRIES
from storefront.text import LineOfText

_HAVE_PARCELS = (Status.COMPLETED, Status.SHIPPED, Status.DELIVERED)


class ShipManyForm(forms.Form):
    """One carrier, and a tracking number for each order; orders without one are left out."""

    carrier = forms.ChoiceField(choices=Carrier.choices)

    def __init__(self, data: Any = None, *, orders: Sequence[Order]) -> None:
        super().__init__(data)
        self.orders = orders
        for order in orders:
            label = f"{order} · {order.name}, {order.city}"
            self.fields[str(order.pk)] = LineOfText(label=label, max_length=64, required=False)

    def clean(self) -> None:
        if not self.errors and not self.numbered:
            raise forms.ValidationError("Enter at least one tracking number.")

    @property
    def numbered(self) -> list[Order]:
        return [order for order in self.orders if self.cleaned_data.get(str(order.pk))]

    def ship(self, order: Order) -> str:
        return ship(order, self.cleaned_data["carrier"], self.cleaned_data[str(order.pk)])


class ShippingMixin(admin.ModelAdmin):
    """Actions on the list of orders."""

    @admin.action(description="Ship", permissions=["step"])
    def ship(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | None:
        """Ask for the tracking numbers; ship the orders once they are submitted."""
        orders = list(queryset)
        ready = [order for order in orders if order.status in SOURCES[Status.SHIPPED]]
        others = [order for order in orders if order not in ready]
        form = ShipManyForm(request.POST if "carrier" in request.POST else None, orders=ready)
        if ready and not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": "Ship orders",
                "opts": self.opts,
                "form": form,
                "selected": orders,
                "others": others,
            }
            return TemplateResponse(request, "admin/orders/order/ship.html", context)
        numbered = form.numbered if ready else []

        def act(order: Order) -> str:
            if order in others:
                raise not_allowed(order.pk, Status.SHIPPED)
            return form.ship(order)

        take_all(self, request, [*numbered, *others], act, done="shipped")
        return None

    @admin.action(description="Print packing slips", permissions=["view"])
    def print_packing_slips(
        self, request: HttpRequest, queryset: QuerySet[Order]
    ) -> HttpResponse | None:
        return self._print(request, queryset.prefetch_related("lines"), "packing_slips")

    @admin.action(description="Print address labels", permissions=["view"])
    def print_labels(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | None:
        return self._print(request, queryset, "labels")

    def _print(
        self, request: HttpRequest, queryset: QuerySet[Order], page: str
    ) -> HttpResponse | None:
        orders = list(queryset.filter(status__in=_HAVE_PARCELS).order_by("pk"))
        if not orders:
            self.message_user(request, "None of these orders is paid.", "warning")
            return None
        for order in orders:
            country = COUNTRIES.get(order.country)
            order.country_name = country.name if country else order.country  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/orders/order/{page}.html", {"orders": orders})
