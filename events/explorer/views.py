"""The pages of the back room."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.explorer.access import back_room, sees_personal_data
from events.explorer.json import flow_as_json
from events.flows import flow


@require_safe
@never_cache
@back_room
def flow_page(request: HttpRequest, correlation_id: UUID) -> HttpResponse:
    """One flow, live until it is settled."""
    shown = flow(correlation_id, personal=sees_personal_data(request))
    return render(request, "events/flow.html", {"flow": shown})


@require_safe
@never_cache
@back_room
def flow_json(request: HttpRequest, correlation_id: UUID) -> JsonResponse:
    """The same as JSON; an unknown id is an empty flow."""
    return JsonResponse(flow_as_json(flow(correlation_id, personal=sees_personal_data(request))))
