"""Steps with many orders: actions of their list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import get_text_list

from orders.admin.outcomes import reason_of, take_steps
from orders.admin.refunds import RefundRestForm
from orders.admin.steps import CancelForm, DeliverForm, ShipForm, StepForm
from orders.models import Carrier, Order, Status
from orders.services.transitions import not_allowed
from storefront.admin_site.pages import form_page
from storefront.admin_site.selection import chosen_rows
from storefront.text import LineOfText


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
        if not self.errors and not self.steps:
            raise forms.ValidationError("Enter at least one tracking number.")

    @property
    def steps(self) -> list[ShipForm]:
        """Return the steps of the orders that have a number."""
        given = self.cleaned_data
        steps = (
            ShipForm(
                {"carrier": given["carrier"], "tracking_number": given[str(order.pk)]}, order=order
            )
            for order in self.orders
        )
        return [step for step in steps if step.is_valid()]


@admin.action(description="Ship", permissions=["step"])
def ship(
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Order]
) -> HttpResponse | None:
    """Ask for the tracking numbers; ship the orders once they are submitted."""
    orders = chosen_rows(model_admin, request, queryset)
    if not orders:
        return None
    ready = [order for order in orders if order.status in ShipForm.statuses]
    others = [order for order in orders if order not in ready]
    form = ShipManyForm(request.POST if "carrier" in request.POST else None, orders=ready)
    if ready and not form.is_valid():
        return form_page(
            model_admin,
            request,
            "admin/orders/order/ship.html",
            title="Ship orders",
            form=form,
            selected=orders,
            others=others,
        )
    reasons = [reason_of(order, not_allowed(order.status, Status.SHIPPED)) for order in others]
    take_steps(model_admin, request, form.steps if ready else [], refused=reasons)
    return None


@admin.action(description="Mark as delivered", permissions=["step"])
def deliver(model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Order]) -> None:
    if orders := chosen_rows(model_admin, request, queryset):
        take_steps(model_admin, request, [DeliverForm({}, order=order) for order in orders])


@admin.action(description="Cancel, and refund what was paid", permissions=["step"])
def cancel(
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Order]
) -> HttpResponse | None:
    return _take_confirmed(model_admin, request, queryset, step=CancelForm, action="cancel")


@admin.action(description="Refund in full; the goods return to the stock", permissions=["step"])
def refund(
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Order]
) -> HttpResponse | None:
    return _take_confirmed(model_admin, request, queryset, step=RefundRestForm, action="refund")


def _take_confirmed(
    model_admin: ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet[Order],
    *,
    step: type[StepForm],
    action: str,
) -> HttpResponse | None:
    """Return a page with the orders and the sum of their refunds; once confirmed, take the steps.

    Orders that the step is not possible for are left out. The page is shown again if the sum
    is not the one that was confirmed.
    """
    chosen = chosen_rows(model_admin, request, queryset)
    if not chosen:
        return None
    possible = [order for order in chosen if order.status in step.statuses]
    left_out = _left_out(order for order in chosen if order not in possible)
    if not possible:
        model_admin.message_user(request, f"Nothing was changed. {left_out}", messages.WARNING)
        return None
    refunds = [order.refundable for order in possible]
    confirmed, total = request.POST.get("confirmed"), sum(refunds, Decimal("0.00"))
    if confirmed == str(total):
        take_steps(model_admin, request, [step({}, order=order) for order in possible])
        return None
    plural = "order" if len(possible) == 1 else "orders"
    return form_page(
        model_admin,
        request,
        "admin/orders/order/confirm.html",
        title=f"{action.capitalize()} {len(possible)} {plural}",
        action=action,
        rows=list(zip(possible, refunds, strict=True)),
        total=total,
        left_out=left_out,
        is_changed=confirmed is not None,
    )


def _left_out(orders: Iterable[Order]) -> str:
    """Return a sentence such as "Left out: 2 that are shipped and 1 that is refunded."."""
    counts = Counter(Status(order.status).label for order in orders)
    if not counts:
        return ""
    parts = [f"{n} that {'is' if n == 1 else 'are'} {label}" for label, n in counts.items()]
    return f"Left out: {get_text_list(parts, 'and')}."
