"""The points page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.explorer.paging import parsed_id
from loyalty import selectors
from loyalty.models import TIERS


@require_safe
@login_required
@never_cache
def loyalty(request: HttpRequest) -> HttpResponse:
    """Show balance, tier and ledger; `?after=` selects a page of the ledger."""
    customer_id = request.user.pk
    requested = request.GET.get("after", "")
    after = parsed_id(requested)
    context = {
        "standing": selectors.standing_of(customer_id=customer_id),
        "ledger": selectors.ledger_page(customer_id=customer_id, after=after),
        "after": after,
        "unknown_page": bool(requested) and after is None,
        "tiers": TIERS,
    }
    return render(request, "loyalty/loyalty.html", context)
