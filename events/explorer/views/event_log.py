"""The event log with its filters, and one event of it."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.delivery import maintenance
from events.explorer.access import back_room, sees_personal_data, staff_only
from events.explorer.flows import FlowEvent, flow
from events.explorer.rendering import render_page
from events.explorer.search import EventLogFilter, event_log_page
from events.models import StoredEvent
from events.registry import registry
from events.types import DURABLE, EventError


@require_safe
@never_cache
@back_room
def event_log(request: HttpRequest) -> HttpResponse:
    """What was published, newest first."""
    filters = EventLogFilter(request.GET, label_suffix="")
    before = _cursor(request.GET.get("before", ""))
    page = event_log_page(filters, before=before, personal=sees_personal_data(request))
    context = {"filters": filters, "page": page, "section": "event_log"}
    return render_page(request, "events/event_log.html", context)


@require_safe
@never_cache
@back_room
def event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One event with its payload, its deliveries and their attempts."""
    stored = _entry(event_id)
    shown = flow(stored.correlation_id, personal=sees_personal_data(request))
    one = next(event for event in shown.events if event.id == event_id)
    context = {
        "stored": stored,
        "event": one,
        "caused": [event for event in shown.events if event.causation_id == event_id],
        "not_told": list(_not_told(one)),
        "section": "event_log",
    }
    return render_page(request, "events/event.html", context)


@require_POST
@staff_only
def replay(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Let one receiver hear the event again."""
    receiver = request.POST.get("receiver", "")
    try:
        maintenance.replay_event(stored=_entry(event_id), receiver=receiver)
    except EventError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{receiver} will hear it again.")
    return redirect("events:event", event_id)


def _entry(event_id: UUID) -> StoredEvent:
    stored = StoredEvent.objects.filter(pk=event_id).first()
    if stored is None:
        raise Http404("There is no such event in the event log; it may have been pruned.")
    return stored


def _not_told(event: FlowEvent) -> Iterator[str]:
    """The durable receivers of the signal that never got this event: connected later, say."""
    told = {run.name for run in event.receivers if run.delivery is DURABLE}
    for subscription in registry.of(event.name, DURABLE):
        if told.isdisjoint(subscription.names):
            yield subscription.receiver


def _cursor(text: str) -> UUID | None:
    """Where the page begins; what is no id begins at the newest."""
    try:
        return UUID(text)
    except ValueError:
        return None
