"""The pages of orders that have been placed."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.explorer.access import sees_personal_data
from events.explorer.flows import flow
from events.explorer.progress import progress
from orders import selectors, services
from orders.access import opened_orders, remember_order
from orders.basket import Basket
from orders.countries import COUNTRIES
from orders.links import LinkInvalid, order_id_of
from orders.models import Order, Status
from orders.redirects import see_other
from orders.services.transitions import SOURCES
from orders.signals import CancelReason, OrderPagePanels, order_page_panels
from orders.story import story_of
from orders.views.live import (
    PANELS,
    nothing_new,
    pace_of_panels,
    pace_of_whole,
    part_wanted,
    stamp_of_panels,
    stamp_of_whole,
)

_ON_A_PAGE = 10


@require_safe
@never_cache
def orders(request: HttpRequest) -> HttpResponse:
    """A customer's own orders; a guest's are those of their session."""
    found = selectors.orders_of(request.user.pk, opened=opened_orders(request.session))
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "orders/orders.html", {"page": page})


@require_safe
@never_cache
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: how it stands and what is in it.

    Staff, and everybody in the demo, see every event and receiver as well.
    """
    if nothing_new(request, order_id):
        return HttpResponse(status=204)
    order = _readable_order(request, order_id)
    basket = Basket(request.session)
    if order.paid_at and basket.order_id == order.id:
        basket.clear()
    shown = OrderPagePanels(
        order_id=order.id,
        status=order.status,
        customer_id=order.customer_id,
        viewer_id=request.user.pk,
        goods_paid=order.goods_paid,
    )
    # Before the panels are asked for: what they do not know yet is then news the next time.
    known = progress(order.id)
    context = {
        "order": order,
        "pay_backs": selectors.pay_backs_of(order),
        "story": story_of(order),
        "country": COUNTRIES.get(order.country),
        "may_cancel": Status(order.status) in SOURCES[Status.CANCELLED],
        "panels": order_page_panels.ask(shown),
        "settled": known.settled,
        "pace": pace_of_whole(order.status),
        "panels_pace": pace_of_panels(order.status, known),
        "seen": stamp_of_whole(order.id, order.status),
        "panels_seen": stamp_of_panels(order.id, known),
    }
    if settings.DEMO or request.user.is_staff:
        context["flow"] = flow(order.id, personal=sees_personal_data(request))
    part = "#panels" if part_wanted(request) == PANELS else ""
    return render(request, f"orders/order.html{part}", context)


@require_POST
@never_cache
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancel an order, if it is not too late."""
    order = _readable_order(request, order_id)
    try:
        services.cancel_order(order_id=order.id, reason=_reason(request, order))
    except services.TransitionRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Order {order.number} is cancelled.")
    return see_other(order)


@require_safe
@never_cache
def order_link(request: HttpRequest, signed: str) -> HttpResponse:
    """Let whoever was sent this link read its order, and lead to its clean address."""
    try:
        order_id = order_id_of(signed)
    except LinkInvalid:
        return render(request, "orders/link_invalid.html", status=404)
    remember_order(request.session, order_id)
    return see_other("orders:order", order_id)


def _readable_order(request: HttpRequest, order_id: UUID) -> Order:
    """The order, if whoever asks may read it; to everybody else it does not exist."""
    order = selectors.order_for(
        order_id=order_id,
        viewer_id=request.user.pk,
        is_staff=request.user.is_staff,
        opened=opened_orders(request.session),
    )
    if order is None:
        raise Http404("There is no such order, or it is not yours to see.")
    return order


def _reason(request: HttpRequest, order: Order) -> CancelReason:
    """Staff cancel other people's orders; everybody else cancels their own."""
    theirs = order.customer_id == request.user.pk or str(order.id) in opened_orders(request.session)
    return "staff" if request.user.is_staff and not theirs else "customer"
