"""Failed deliveries with their retry, alarms, and refusals."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.delivery import maintenance
from events.explorer import selectors
from events.explorer.access import changes_deliveries, explorer_page, log_change
from events.explorer.references import names_of
from events.explorer.rendering import render_page
from events.models import Delivery, DeliveryQuerySet

_ID = re.compile("[0-9]{1,18}")


@require_safe
@never_cache
@explorer_page
def failed(request: HttpRequest) -> HttpResponse:
    """Show what needs attention: alarms, failed deliveries by error, and refusals."""
    groups, refusals = selectors.failed_groups(), selectors.latest_refusals()
    flows = [delivery.event.correlation_id for group in groups for delivery in group.shown]
    flows += [refusal.correlation_id for refusal in refusals]
    context = {
        "alarms": selectors.current_alarms(),
        "groups": groups,
        "count": Delivery.objects.failed().count(),
        "refusals": refusals,
        "names": names_of(flows),
        "section": "failed",
    }
    return render_page(request, "events/failed.html", context)


@require_POST
@changes_deliveries
def retry(request: HttpRequest) -> HttpResponse:
    """Make failed deliveries due again: those named, those of a receiver, or all."""
    count = maintenance.retry_failed(_selected(request.POST))
    if count:
        selectors.invalidate_alarms()
        log_change(request, "deliveries_retried", count=count)
        plural = "deliveries" if count > 1 else "delivery"
        messages.success(request, f"{count} {plural} will be retried.")
    else:
        messages.info(request, "There was nothing to retry.")
    return redirect("events:failed")


def _selected(data: QueryDict) -> DeliveryQuerySet:
    rows = Delivery.objects.all()
    if ids := [value for value in data.getlist("delivery") if _ID.fullmatch(value)]:
        return rows.filter(pk__in=ids)
    if receiver := data.get("receiver"):
        return rows.filter(receiver=receiver)
    return rows if "all" in data else rows.none()
