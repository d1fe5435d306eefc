"""What the checkout shows: the form, what the basket costs, and what is in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from orders import selectors
from orders.basket import Basket
from orders.checkout_token import new_token
from orders.demo import test_cards
from orders.forms import CheckoutForm
from orders.redirects import see_other
from orders.signals import Shortage
from orders.values import Priced, PricedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a line cannot be ordered as it is, and how many of it could be."""

    sku: str
    sentence: str
    quantity: int


def redeemed(priced: Priced) -> Decimal:
    """What is taken off because the customer chose it, 0 or below."""
    return sum((given.amount for given in priced.adjustments if given.optional), Decimal(0))


def checkout_page(
    request: HttpRequest,
    form: CheckoutForm,
    *,
    stale: bool = False,
    other_basket: bool = False,
    seen_total: Decimal | None = None,
    shortages: Sequence[Shortage] = (),
    status: int = 200,
) -> HttpResponse:
    """The form with a fresh token; whoever has nothing to order is led to their basket.

    `stale` says that the form was not one of this session's, `other_basket` that it was shown
    for something else than is in the basket now, `seen_total` what the customer was shown last.
    """
    basket = Basket(request.session)
    chosen = form["redeem"].value() or ""
    priced = selectors.price_basket(
        basket=basket.quantities, customer_id=request.user.pk, redeem=chosen, cached=True
    )
    if not priced.orderable:
        messages.info(request, "There is nothing in your basket to order. Choose something first.")
        return see_other("orders:basket")
    total = priced.total - redeemed(priced)
    context = {
        "form": form,
        "priced": priced,
        "seen_basket": basket.fingerprint,
        "token": new_token(request.session.session_key),
        "total_before_redeeming": total,
        "seen_total": seen_total if seen_total != total else None,
        "repriced": _repriced(priced, basket.prices),
        "obstacles": _obstacles(priced, shortages),
        "blank": _blank() if form.is_blank and not settings.DEBUG else None,
        "unredeemed": bool(chosen) and priced.redeemed != chosen and not form["redeem"].errors,
        "stale": stale,
        "other_basket": other_basket,
        "test_cards": test_cards() if settings.DEMO else [],
    }
    return render(request, "orders/checkout.html", context, status=status)


@cache
def _blank() -> dict[str, SafeString]:
    """The questions as everybody gets them who has not answered any."""
    parts = ("contact", "card")
    form = CheckoutForm()
    return {
        part: render_to_string(f"orders/checkout.html#{part}", {"form": form}) for part in parts
    }


def _repriced(priced: Priced, prices: Mapping[str, Decimal]) -> list[tuple[PricedLine, Decimal]]:
    """The lines that cost something else than when they were chosen, each with that price."""
    seen = [(line, prices.get(line.sku, line.unit_price)) for line in priced.orderable]
    return [(line, price) for line, price in seen if price != line.unit_price]


def _obstacles(priced: Priced, shortages: Sequence[Shortage]) -> list[Obstacle]:
    names = {line.sku: line.name for line in priced.lines}
    return [
        *(Obstacle(sku=line.sku, sentence=line.problem, quantity=0) for line in priced.problems),
        *(
            Obstacle(sku=short.sku, sentence=_sentence(short, names), quantity=short.available)
            for short in shortages
        ),
    ]


def _sentence(short: Shortage, names: dict[str, str]) -> str:
    name = names.get(short.sku, short.sku)
    if short.available:
        there = "there is 1" if short.available == 1 else f"there are {short.available}"
        return f"{name}: you wanted {short.wanted}, and {there} left."
    return f"{name} is sold out."
