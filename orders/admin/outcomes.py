"""Take steps, and report the results in one sentence."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import DatabaseError
from django.http import HttpRequest

from orders import services
from orders.admin.steps import StepForm
from orders.models import Order
from storefront.errors import is_timeout

NOT_ALLOWED = (services.TransitionNotAllowed, services.RefundNotAllowed)
_NAMED = 5


def take_steps(
    model_admin: ModelAdmin,
    request: HttpRequest,
    steps: Sequence[StepForm],
    *,
    refused: Iterable[str] = (),
) -> None:
    """Take steps of one kind, each with its order, and add them to the history of the orders.

    `refused` are the reasons of orders that the step is not possible for. If another process holds
    one of several orders, the others are not affected, so the page that says "Nothing has changed"
    would be wrong.
    """
    results, reasons = [], [*refused]
    for step in steps:
        try:
            results.append(step.take())
        except NOT_ALLOWED as error:
            reasons.append(reason_of(step.order, error))
        except DatabaseError as error:
            if not is_timeout(error) or len(steps) == 1:
                raise
            reasons.append(f"{step.order} is in use and was not changed")
        else:
            model_admin.log_change(request, step.order, results[-1])
    parts = [f"{len(results)} orders are {steps[0].done}"] if len(results) > 1 else results
    parts += reasons[:_NAMED]
    if len(reasons) > _NAMED:
        parts.append(f"and {len(reasons) - _NAMED} more were not changed")
    level = messages.SUCCESS if not reasons else messages.WARNING if results else messages.ERROR
    model_admin.message_user(request, "; ".join(part.rstrip(".") for part in parts) + ".", level)


def reason_of(order: Order, error: Exception) -> str:
    """Return why a step is not possible, as a sentence that names the order."""
    message = str(error)
    subject = "This order "
    if message.startswith(subject):
        return f"{order} {message.removeprefix(subject)}"
    return f"{order}: {message}"
