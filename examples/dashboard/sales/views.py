"""The page of the dashboard."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from sales import chart, selectors

LENGTHS = (7, 30, 90)
USUAL = 30


@login_required
@never_cache
def sales(request: HttpRequest) -> HttpResponse:
    """What was taken and paid back in the last `?days=` (7, 30 or 90); for staff."""
    if not request.user.is_staff:
        raise PermissionDenied("These pages are for the staff of the shop.")
    asked_for = request.GET.get("days", "")
    length = next((length for length in LENGTHS if asked_for == str(length)), USUAL)
    period = selectors.period(until=timezone.localdate(), length=length)
    context = {
        "period": period,
        "chart": chart.draw(period.days),
        "length": length,
        "lengths": LENGTHS,
    }
    return render(request, "sales/sales.html", context)
