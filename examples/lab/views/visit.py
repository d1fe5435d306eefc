"""The guided first visit: anybody may take it, and break what it breaks."""

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
    """The six steps; what is broken now decides where one stands."""
    context = {
        "broken": visit.is_broken(),
        "times": services.VISITED_TIMES,
        "receiver": services.VISITED_RECEIVER,
        "section": "visit",
    }
    return render(request, "lab/visit.html", context)


@require_POST
def break_loyalty(request: HttpRequest) -> HttpResponse:
    """Let loyalty fail twice, for ten minutes at most."""
    try:
        services.break_for_visit()
    except services.NotPossible as refused:
        messages.error(request, f"{refused} The visit needs the app loyalty.")
    return redirect("lab:visit")


@require_POST
def mend_loyalty(request: HttpRequest) -> HttpResponse:
    """Mend it; back to the timeline of the order from which the visitor comes."""
    if services.mend_for_visit():
        messages.success(request, "Loyalty is mended. What has failed is tried again by itself.")
    else:
        messages.info(request, "No visitor has broken loyalty; staff can mend it in the lab.")
    try:
        return redirect("events:flow", UUID(request.POST.get("order", "")))
    except ValueError:
        return redirect("lab:visit")
