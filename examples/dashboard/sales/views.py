"""The page of the dashboard."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from sales import chart, selectors

LENGTHS = (7, 30, 90)
USUAL = 30


@login_required
@permission_required(selectors.VIEW_SALES, raise_exception=True)
@never_cache
def sales(request: HttpRequest) -> HttpResponse:
    """Show the sales and refunds of the last `?days=` (7, 30 or 90)."""
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
