"""Deliveries that were given up: seen, and tried again by a button. And what was refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.delivery import maintenance
from events.delivery.alarms import oldest_due_age, unknown_receivers
from events.explorer.access import back_room, sees_personal_data, staff_only
from events.explorer.rendering import render_page
from events.explorer.selectors import failed_deliveries, latest_refusals
from events.explorer.tracebacks import raised_line, without_personal_data
from events.models import Delivery, Status

_SHOWN_OF_A_GROUP = 20
_SHOWN = 200
_REFUSALS_SHOWN = 20
_ID = re.compile("[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Group:
    """Deliveries that failed at one receiver with one error."""

    receiver: str
    error: str
    deliveries: list[Delivery]

    @property
    def app(self) -> str:
        return self.receiver.partition(".")[0]

    @property
    def shown(self) -> list[Delivery]:
        return self.deliveries[:_SHOWN_OF_A_GROUP]


@require_safe
@never_cache
@back_room
def failed(request: HttpRequest) -> HttpResponse:
    """The failed deliveries, grouped by receiver and error, at most the newest 200; refusals."""
    rows = list(failed_deliveries()[:_SHOWN])
    totals = Delivery.objects.filter(mode="durable", status=Status.FAILED).aggregate(
        count=Count("pk"), newest=Max("finished_at")
    )
    context = {
        "groups": list(_groups(rows, personal=sees_personal_data(request))),
        "totals": totals,
        "refusals": latest_refusals()[:_REFUSALS_SHOWN],
        "oldest_due_age": oldest_due_age(),
        "without_receiver": unknown_receivers(),
        "section": "failed",
    }
    return render_page(request, "events/failed.html", context)


@require_POST
@staff_only
def retry(request: HttpRequest) -> HttpResponse:
    """Try again: the deliveries named, those of a receiver, or all."""
    rows = Delivery.objects.all()
    ids = [value for value in request.POST.getlist("delivery") if _ID.fullmatch(value)]
    receiver = request.POST.get("receiver", "")
    if ids:
        rows = rows.filter(pk__in=ids)
    elif receiver:
        rows = rows.filter(receiver=receiver)
    elif "all" not in request.POST:
        rows = rows.none()
    count = maintenance.retry_failed(rows)
    if count:
        messages.success(request, f"Trying again: {count}.")
    else:
        messages.info(request, "There was nothing to try again.")
    return redirect("events:failed")


def _groups(rows: list[Delivery], *, personal: bool) -> Iterator[Group]:
    groups: dict[tuple[str, str], list[Delivery]] = {}
    for row in rows:
        error = (raised_line if personal else without_personal_data)(row.last_error)
        groups.setdefault((row.receiver, error), []).append(row)
    for (receiver, error), deliveries in groups.items():
        yield Group(receiver, error, deliveries)
