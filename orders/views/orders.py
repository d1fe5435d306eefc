"""The list of a visitor's orders, and what can be done with one besides paying."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import services
from orders.links import LinkInvalid, order_id_of
from orders.models import Order
from orders.signals import CancelReason
from orders.views.access import changeable_order, readable_order
from orders.visitors import link_order, linked_orders, recognise_visitor, visitor_of
from storefront.redirects import see_other

_PER_PAGE = 10


@require_safe
@never_cache
def orders(request: HttpRequest) -> HttpResponse:
    """List the visitor's orders; those cancelled unpaid only with `?show=all`."""
    visitor, linked = visitor_of(request), linked_orders(request)
    found = Order.objects.of(visitor) | Order.objects.filter(pk__in=linked)
    show_all = request.GET.get("show") == "all"
    listed = found if show_all else found.listed()
    page = Paginator(listed.prefetch_related("lines"), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "orders/orders.html", {"page": page, "show_all": show_all})


@require_POST
@never_cache
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Cancel an order that was not shipped."""
    order, is_theirs = changeable_order(request, order_id)
    reason: CancelReason = "customer" if is_theirs else "staff"
    try:
        services.cancel_order(order_id=order.id, reason=reason)
    except services.TransitionNotAllowed as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"Order {order.number} is cancelled.")
    return see_other(order)


@require_POST
@never_cache
def buy_again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Add the items of an order to the basket."""
    order, _ = readable_order(request, order_id)
    left_out = services.buy_again(visitor=recognise_visitor(request), order=order)
    if left_out:
        messages.warning(request, f"Could not be added: {', '.join(left_out)}.")
    else:
        messages.success(request, f"Added to your basket: the items of order {order.number}.")
    return see_other("orders:basket")


@require_safe
@never_cache
def order_link(request: HttpRequest, signed: str) -> HttpResponse:
    """Grant read access to the order of a signed link, and redirect to its page."""
    try:
        order_id = order_id_of(signed)
    except LinkInvalid:
        return render(request, "orders/link_invalid.html", status=404)
    link_order(request, order_id)
    return see_other("orders:order", order_id)
