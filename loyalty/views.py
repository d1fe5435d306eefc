"""The page of a customer's points."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from loyalty import selectors
from loyalty.tiers import TIERS


@login_required
@never_cache
def loyalty(request: HttpRequest) -> HttpResponse:
    """Balance, tier and the way to the next, and the ledger, a page at a time (`?after=`)."""
    customer_id = request.user.pk
    asked_for = request.GET.get("after", "")
    after = _entry_id(asked_for)
    context = {
        "standing": selectors.standing_of(customer_id=customer_id),
        "ledger": selectors.ledger_of(customer_id=customer_id, after=after),
        "after": after,
        "unknown_page": bool(asked_for) and after is None,
        "tiers": TIERS,
    }
    return render(request, "loyalty/loyalty.html", context)


def _entry_id(text: str) -> UUID | None:
    """The entry after which a page begins; none where the text is not of our making."""
    try:
        return UUID(text)
    except ValueError:
        return None
