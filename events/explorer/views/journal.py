"""The journal with its filters, and one event of it."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events import services
from events.contract import DURABLE, EventError
from events.explorer.access import back_room, sees_personal_data, staff_only
from events.explorer.search import JournalFilter, journal_page
from events.flows import FlowEvent, flow
from events.models import StoredEvent
from events.registry import registry


@require_safe
@never_cache
@back_room
def journal(request: HttpRequest) -> HttpResponse:
    """What was published, newest first."""
    filters = JournalFilter(request.GET, label_suffix="")
    before = _cursor(request.GET.get("before", ""))
    page = journal_page(filters, before=before, personal=sees_personal_data(request))
    context = {"filters": filters, "page": page, "section": "journal"}
    return render(request, "events/journal.html", context)


@require_safe
@never_cache
@back_room
def event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One event with its payload, its deliveries and their attempts."""
    entry = _entry(event_id)
    shown = flow(entry.correlation_id, personal=sees_personal_data(request))
    one = next(event for event in shown.events if event.id == event_id)
    context = {
        "entry": entry,
        "event": one,
        "caused": [event for event in shown.events if event.causation_id == event_id],
        "not_told": list(_not_told(one)),
        "section": "journal",
    }
    return render(request, "events/event.html", context)


@require_POST
@staff_only
def replay(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Let one receiver hear the event again."""
    receiver = request.POST.get("receiver", "")
    try:
        services.replay_event(entry=_entry(event_id), receiver=receiver)
    except EventError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{receiver} will hear it again.")
    return redirect("events:event", event_id)


def _entry(event_id: UUID) -> StoredEvent:
    entry = StoredEvent.objects.filter(pk=event_id).first()
    if entry is None:
        raise Http404("There is no such event in the journal; it may have been pruned.")
    return entry


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
