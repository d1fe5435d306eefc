"""The event log with its filters."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.explorer.access import explorer_page, sees_personal_data
from events.explorer.event_log import event_log_page
from events.explorer.forms import EventLogFilter
from events.explorer.paging import parsed_id
from events.explorer.references import names_of
from events.explorer.rendering import render_page


@require_safe
@never_cache
@explorer_page
def event_log(request: HttpRequest) -> HttpResponse:
    """List the stored events, newest first."""
    personal = sees_personal_data(request)
    filters = EventLogFilter(request.GET, label_suffix="", personal=personal)
    context: dict[str, object] = {"filters": filters, "section": "event_log"}
    if filters.is_valid():
        before = parsed_id(request.GET.get("before", ""))
        page = event_log_page(filters.cleaned_data, before=before, personal=personal)
        context["page"] = page
        context["names"] = names_of(stored.correlation_id for stored in page.rows)
    return render_page(request, "events/event_log.html", context)
