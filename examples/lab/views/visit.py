"""The guided first visit. Every visitor of the demo may take it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.explorer.rendering import is_unchanged, polling_part
from examples.lab import services
from examples.lab.visit.beginning import begin_visit
from examples.lab.visit.steps import visit_of

_STEPS = "visit-steps"  # the id of the element that htmx updates


@require_safe
@never_cache
def visit_page(request: HttpRequest) -> HttpResponse:
    """Show the steps and the state of each for this visitor's orders. The steps poll."""
    visit = visit_of(request)
    if is_unchanged(request, visit.stamp):
        return HttpResponse(status=204)
    context = {"visit": visit, "receiver": services.VISIT_RECEIVER, "section": "visit"}
    part = polling_part(request) == _STEPS
    return render(request, "lab/visit.html#steps" if part else "lab/visit.html", context)


@require_POST
def restart_visit(request: HttpRequest) -> HttpResponse:
    """Begin the visit again: earlier orders do not count."""
    begin_visit(request)
    return redirect("lab:visit")


@require_POST
def break_loyalty(request: HttpRequest) -> HttpResponse:
    """Let loyalty fail for a few minutes at most."""
    try:
        services.add_visit_fault()
    except services.FaultNotApplicable as error:
        messages.error(request, f"{error} The visit needs the app loyalty.")
    return redirect("lab:visit")


@require_POST
def repair_loyalty(request: HttpRequest) -> HttpResponse:
    """Remove the fault; redirect to the timeline of the order that the form names, if any."""
    if services.remove_visit_fault():
        messages.success(
            request, "Loyalty is repaired. The worker retries open deliveries at the planned time."
        )
    else:
        messages.info(request, "Loyalty has no fault from a visit. Staff can remove other faults.")
    try:
        return redirect("events:flow", UUID(request.POST.get("order", "")))
    except ValueError:
        return redirect("lab:visit")
