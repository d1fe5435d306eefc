"""Take a step with one order or many, and report the result in one sentence."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest

from orders import services
from orders.models import Order

NOT_ALLOWED = (services.TransitionNotAllowed, services.RefundNotAllowed)
_NAMED = 5


def take_all(
    model_admin: "ModelAdmin[Order]",
    request: HttpRequest,
    orders: Iterable[Order],
    act: Callable[[Order], str],
    *,
    done: str = "changed",
) -> None:
    """Take a step with each order; `done` is its result, as in "2 orders are shipped".

    Every step that was taken is added to the history of its order.
    """
    results, refusals = [], []
    for order in orders:
        try:
            results.append(act(order))
        except NOT_ALLOWED as error:
            refusals.append(_reason(order, str(error)))
        else:
            model_admin.log_change(request, order, results[-1])
    level = messages.SUCCESS if not refusals else messages.WARNING if results else messages.ERROR
    model_admin.message_user(request, _sentence(results, refusals, done), level)


def _sentence(results: list[str], refusals: list[str], done: str) -> str:
    if len(results) == 1:
        parts = [results[0].rstrip(".")]
    else:
        parts = [f"{len(results)} orders are {done}"] if results else []
    parts += refusals[:_NAMED]
    if len(refusals) > _NAMED:
        parts.append(f"and {len(refusals) - _NAMED} more were not changed")
    return "; ".join(parts) + "."


def _reason(order: Order, message: str) -> str:
    subject = "This order "
    message = message.rstrip(".")
    if message.startswith(subject):
        return f"{order} {message.removeprefix(subject)}"
    return f"{order}: {message}"
