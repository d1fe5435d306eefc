"""One event, and the replay of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.delivery import maintenance
from events.explorer.access import (
    changes_deliveries,
    explorer_page,
    log_change,
    sees_personal_data,
)
from events.explorer.flows import FlowEvent, flow
from events.explorer.rendering import render_page
from events.explorer.selectors import invalidate_alarms
from events.models import StoredEvent
from events.registry import registry
from events.types import DURABLE, EventError


@require_safe
@never_cache
@explorer_page
def event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show one event with its payload, its receivers and their attempts."""
    correlation_id = _stored(event_id).correlation_id
    events = flow(correlation_id, personal=sees_personal_data(request)).events
    shown = next(event for event in events if event.id == event_id)
    context = {
        "event": shown,
        "correlation_id": correlation_id,
        "caused": [event for event in events if event.causation_id == event_id],
        "later_receivers": _later_receivers(shown),
        "section": "event_log",
    }
    return render_page(request, "events/event.html", context)


@require_POST
@changes_deliveries
def replay(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Deliver the event to one receiver again."""
    stored, receiver = _stored(event_id), request.POST.get("receiver", "")
    try:
        maintenance.replay_event(stored=stored, receiver=receiver)
    except EventError as error:
        messages.error(request, str(error))
    else:
        invalidate_alarms()
        log_change(request, "event_replayed", event_id=str(event_id), receiver=receiver)
        messages.success(request, f"The event will be delivered to {receiver} again.")
    return redirect("events:event", event_id)


def _stored(event_id: UUID) -> StoredEvent:
    stored = StoredEvent.objects.filter(pk=event_id).first()
    if stored is None:
        raise Http404("This event does not exist. It may have been pruned.")
    return stored


def _later_receivers(event: FlowEvent) -> list[str]:
    """Return the durable receivers that were connected after this event was published."""
    received = {run.name for run in event.receivers if run.delivery is DURABLE}
    connected = registry.of(event.name, DURABLE)
    return [s.receiver for s in connected if received.isdisjoint(s.names)]
