"""One flow: its timeline and its JSON."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.explorer.access import explorer_page, sees_personal_data
from events.explorer.flow_json import flow_as_json
from events.explorer.flows import flow
from events.explorer.references import FlowReferences, flow_references
from events.explorer.rendering import is_unchanged, polling_part, render_page
from events.explorer.waterfall import waterfall


@require_safe
@never_cache
@explorer_page
def flow_page(request: HttpRequest, correlation_id: UUID) -> HttpResponse:
    """Show the timeline of a flow. It polls until all receivers have run: 204 means no news.

    The list of `events/_flow.html`, which other pages include, polls here as well.
    """
    shown = flow(correlation_id, personal=sees_personal_data(request))
    if is_unchanged(request, shown.fingerprint):
        return HttpResponse(status=204)
    if polling_part(request) == "flow":
        return render_page(request, "events/_flow.html", {"flow": shown})
    context = {"flow": shown, "waterfall": waterfall(shown), "section": "flow"}
    if polling_part(request):
        return render_page(request, "events/flow.html#waterfall", context)
    context["references"] = flow_references.ask(FlowReferences(text=str(correlation_id)))
    return render_page(request, "events/flow.html", context)


@require_safe
@never_cache
@explorer_page
def flow_json(request: HttpRequest, correlation_id: UUID) -> JsonResponse:
    """Return a flow as JSON; an unknown flow is empty."""
    shown = flow(correlation_id, personal=sees_personal_data(request))
    return JsonResponse(flow_as_json(shown))
