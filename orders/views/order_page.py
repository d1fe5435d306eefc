"""The page of an order: its live state, and the form for another card."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from events.explorer.access import may_view, sees_personal_data
from events.explorer.flows import flow
from events.explorer.progress import Progress, progress
from orders import selectors, services
from orders.gateway import PaymentForm, payment_gateway
from orders.links import tracking_link
from orders.models import Order, Payment, Status
from orders.services.transitions import SOURCES
from orders.signals import OrderPagePanels, order_page_panels
from orders.story import can_pay, is_waiting, story_of
from orders.views.access import changeable_order, has_perm, readable_order
from orders.visitors import visitor_of
from storefront.limits import RateLimited, enforce
from storefront.redirects import see_other

_NUMBER = re.compile("[0-9]{1,9}")
_FINAL = frozenset({Status.DELIVERED, Status.CANCELLED, Status.REFUNDED})
_PANELS = "order-panels"  # the id of the element that htmx updates


@require_safe
@never_cache
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show an order. The page requests itself again until nothing more can change.

    A request by htmx with the state that the page shows (`seen`) gets a 204 if it is unchanged.
    """
    order, is_theirs = readable_order(request, order_id)
    payments = list(order.payments.all())
    # Before the panels are collected: what is missing in them is then reported next time.
    flow_progress = progress(order.id)
    part = request.headers.get("HX-Target", "")
    state, panels_state = _state(order, payments), flow_progress.stamp
    if part and request.GET.get("seen") == (panels_state if part == _PANELS else state):
        return HttpResponse(status=204)
    can_change = is_theirs or has_perm(request, "orders.change_order")
    context = _context(request, order, payments, flow_progress, can_change=can_change)
    context |= {"state": state, "panels_state": panels_state}
    template = "orders/order.html#panels" if part == _PANELS else "orders/order.html"
    return render(request, template, context)


@require_POST
@sensitive_post_parameters("card_number", "card_expiry", "card_cvc", "payment_token")
@never_cache
def pay(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Pay for an order with another card, after a decline."""
    order, _ = changeable_order(request, order_id)
    payments = list(order.payments.all())
    form = payment_gateway().payment_form(request.POST)
    if can_pay(order, payments) and not form.is_valid():
        context = _context(request, order, payments, progress(order.id), can_change=True, form=form)
        return render(request, "orders/order.html", context, status=422)
    try:
        if form.is_valid():
            enforce("checkout", request=request, account=str(request.user.pk or order.email))
            seen = request.POST.get("attempts", "")
            services.pay_order(
                order_id=order.id,
                token=form.token,
                seen_attempts=int(seen) if _NUMBER.fullmatch(seen) else None,
            )
    except (services.PaymentNotAllowed, RateLimited) as error:
        messages.info(request, str(error))
    return see_other(order)


def _context(
    request: HttpRequest,
    order: Order,
    payments: list[Payment],
    flow_progress: Progress,
    *,
    can_change: bool,
    form: PaymentForm | None = None,
) -> dict[str, Any]:
    visitor = visitor_of(request)
    question = OrderPagePanels(
        order_id=order.id,
        status=order.status,
        customer_id=order.customer_id,
        viewer_id=visitor.customer_id,
        goods_paid=order.goods_paid_after_refunds(),
    )
    context: dict[str, Any] = {
        "order": order,
        "payments": payments,
        "paid": next((p for p in payments if p.status == Payment.Status.CAPTURED), None),
        "refunds": selectors.refunds_of(order),
        "story": story_of(order, payments),
        "tracking_link": tracking_link(order.carrier, order.tracking_number),
        "can_cancel": can_change and order.status in SOURCES[Status.CANCELLED],
        "waiting": is_waiting(payments),
        "panels": order_page_panels.ask(question),
        "settled": flow_progress.settled,
        "pace": _pace(order, payments),
        "panels_pace": _panels_pace(order, flow_progress),
    }
    if can_change and can_pay(order, payments):
        context["payment"] = form or payment_gateway().payment_form()
    if may_view(request):  # the flow polls a page of the explorer
        context["flow"] = flow(order.id, personal=sees_personal_data(request))
    return context


def _state(order: Order, payments: list[Payment]) -> str:
    """Return a text that changes with the page; a new pace needs a new page as well."""
    latest = payments[0].status if payments else ""
    return f"{order.status}.{len(payments)}.{latest}.{_pace(order, payments)}"


def _pace(order: Order, payments: list[Payment]) -> str:
    """Return how often the page asks for a new state; empty if it is final."""
    if order.status in _FINAL:
        return ""
    if not is_waiting(payments):
        return "20s"
    waited = timezone.now() - payments[0].created_at
    if waited < timedelta(seconds=5):
        return "200ms"
    return "1s" if waited < timedelta(minutes=1) else "5s"


def _panels_pace(order: Order, flow_progress: Progress) -> str:
    if not flow_progress.settled:
        return "2s"
    return "" if order.status in _FINAL else "20s"
