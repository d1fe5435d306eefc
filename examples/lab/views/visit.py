"""The guided first visit. Every visitor of the demo may take it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from examples.lab import services, visit


@require_safe
@never_cache
def visit_page(request: HttpRequest) -> HttpResponse:
    """Show the six steps, and whether loyalty is broken now."""
    context = {
        "broken": visit.is_broken(),
        "times": services.VISIT_TIMES,
        "receiver": services.VISIT_RECEIVER,
        "section": "visit",
    }
    return render(request, "lab/visit.html", context)


@require_POST
def break_loyalty(request: HttpRequest) -> HttpResponse:
    """Let loyalty fail twice, for ten minutes at most."""
    try:
        services.add_visit_fault()
    except services.FaultNotApplicable as error:
        messages.error(request, f"{error} The visit needs the app loyalty.")
    return redirect("lab:visit")


@require_POST
def repair_loyalty(request: HttpRequest) -> HttpResponse:
    """Remove the fault, and return to the timeline of the order that the form names."""
    if services.remove_visit_fault():
        messages.success(
            request, "Loyalty is repaired. Failed deliveries are retried automatically."
        )
    else:
        messages.info(request, "Loyalty has no fault from a visit. Staff can remove other faults.")
    try:
        return redirect("events:flow", UUID(request.POST.get("order", "")))
    except ValueError:
        return redirect("lab:visit")
