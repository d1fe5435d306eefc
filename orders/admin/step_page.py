"""The page of a step with one order: the form, its preview, and the step when it is confirmed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from orders.admin.address import AddressForm
from orders.admin.outcomes import NOT_ALLOWED, take_steps
from orders.admin.refunds import RefundAmountForm, RefundForm
from orders.admin.steps import CancelForm, DeliverForm, NoteForm, ShipForm, StepForm
from orders.models import Order
from storefront.admin_site.pages import form_page

STEPS: Mapping[str, type[StepForm]] = {
    "ship": ShipForm,
    "deliver": DeliverForm,
    "cancel": CancelForm,
    "refund": RefundForm,
    "refund-amount": RefundAmountForm,
    "address": AddressForm,
    "note": NoteForm,
}


def possible_steps(order: Order, permissions: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the steps that a user with these permissions can take now."""
    return {
        name: step.title
        for name, step in STEPS.items()
        if order.status in step.statuses and step.permission in permissions
    }


def step_page(
    model_admin: ModelAdmin, request: HttpRequest, order_id: UUID, name: str
) -> HttpResponse:
    """Show the form of a step, its preview, and take the step when it is confirmed."""
    if name not in STEPS:
        raise Http404
    if not request.user.has_perm(STEPS[name].permission):
        raise PermissionDenied
    order = get_object_or_404(Order, pk=order_id)
    data = request.POST if request.method == "POST" else None
    step, preview = STEPS[name](data, order=order, author_id=request.user.pk), ""
    if step.is_valid():
        try:
            preview = "" if "confirmed" in request.POST else step.preview()
        except NOT_ALLOWED as error:
            step.add_error(None, str(error))
        else:
            if not preview:
                take_steps(model_admin, request, [step])
                return redirect("admin:orders_order_change", order.pk)
    return form_page(
        model_admin,
        request,
        "admin/orders/order/step.html",
        title=step.title,
        order=order,
        step=step,
        preview=preview,
    )
