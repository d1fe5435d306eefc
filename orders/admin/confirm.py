"""The page before a step with many orders: it lists the orders and the sum."""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.text import get_text_list

from orders.admin.step_form import StepForm
from orders.models import Order, Status
from orders.services import refundable
from storefront.money import format_money

MAX_ORDERS = 100


def take_confirmed(
    model_admin: "ModelAdmin[Order]",
    request: HttpRequest,
    queryset: QuerySet[Order],
    *,
    action: str,
    step: type[StepForm],
    take: Callable[[list[Order]], None],
) -> TemplateResponse | None:
    """Return the page that asks for confirmation; once it is confirmed, take the step.

    Orders that the step is not possible for are left out. The page is shown again if the sum
    is not the one that was confirmed.
    """
    chosen = list(queryset[: MAX_ORDERS + 1])
    if len(chosen) > MAX_ORDERS:
        message = f"Choose at most {MAX_ORDERS} orders at once."
        model_admin.message_user(request, message, messages.WARNING)
        return None
    possible = [order for order in chosen if order.status in step.sources()]
    left_out = _left_out(order for order in chosen if order not in possible)
    if not possible:
        model_admin.message_user(request, f"Nothing was changed. {left_out}", messages.WARNING)
        return None
    plural = "order" if len(possible) == 1 else "orders"
    amounts = [_to_refund(order) for order in possible]
    confirmed, amount = request.POST.get("confirmed"), sum(amounts, Decimal("0.00"))
    if confirmed == str(amount):
        take(possible)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": step.title.replace("the order", f"{len(possible)} {plural}"),
        "opts": model_admin.opts,
        "action": action,
        "rows": list(zip(possible, map(format_money, amounts), strict=True)),
        "amount": amount,
        "sum": format_money(amount),
        "left_out": left_out,
        "is_changed": confirmed is not None,
    }
    return TemplateResponse(request, "admin/orders/order/confirm.html", context)


def _to_refund(order: Order) -> Decimal:
    """Return what the customer gets if the rest of the order is cancelled or refunded."""
    if order.paid_at is None:
        return Decimal("0.00")
    return refundable(order)


def _left_out(orders: Iterable[Order]) -> str:
    """Return a sentence such as "Left out: 2 that are shipped and 1 that is refunded."."""
    counts = Counter(Status(order.status).label for order in orders)
    if not counts:
        return ""
    parts = [f"{n} that {'is' if n == 1 else 'are'} {label}" for label, n in counts.items()]
    return f"Left out: {get_text_list(parts, 'and')}."
