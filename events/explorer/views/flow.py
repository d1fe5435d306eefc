"""One flow: its timeline, its JSON, and the fragment that live pages ask for."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.explorer.access import back_room, sees_personal_data
from events.explorer.flows import flow
from events.explorer.json import flow_as_json
from events.explorer.polling import fingerprint, read_leave
from events.explorer.rendering import render_page
from events.explorer.waterfall import waterfall


@require_safe
@never_cache
@back_room
def flow_page(request: HttpRequest, correlation_id: UUID) -> HttpResponse:
    """The timeline of one flow, live until it is settled."""
    shown = flow(correlation_id, personal=sees_personal_data(request))
    context = {"flow": shown, "waterfall": waterfall(shown), "section": "flow"}
    return render_page(request, "events/flow.html", context)


@require_safe
@never_cache
@back_room
def flow_json(request: HttpRequest, correlation_id: UUID) -> JsonResponse:
    """The same as JSON; an unknown id is an empty flow."""
    return JsonResponse(flow_as_json(flow(correlation_id, personal=sees_personal_data(request))))


@require_safe
@never_cache
def flow_fragment(request: HttpRequest) -> HttpResponse:
    """A flow for a live page: 204 while nothing is new, 404 without a valid leave.

    `as=waterfall` asks for the timeline; without it the short list of an order's page comes.
    """
    leave = read_leave(request.GET.get("leave", ""))
    if leave is None:
        raise Http404("This page has been open for too long: load it again.")
    shown = flow(leave.correlation_id, personal=leave.personal)
    if fingerprint(shown) == request.GET.get("seen"):
        return HttpResponse(status=204)
    if request.GET.get("as") == "waterfall":
        context = {"flow": shown, "waterfall": waterfall(shown)}
        return render_page(request, "events/flow.html#waterfall", context)
    return render_page(request, "events/_flow.html", {"flow": shown})
