"""The basket's page, and the forms that fill and change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import selectors
from orders.basket import Basket, BasketFull
from orders.forms import AddForm, LineForm, posted_lines, quantities_of
from orders.forms.basket import HOW_MANY, HOW_MANY_OR_NONE
from orders.offers import Offered
from orders.pricing import FREE_DELIVERY_FROM
from orders.redirects import see_other
from orders.values import Priced, PricedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the basket as its page shows it.

    `typed` stands in the field for the quantity; `was` is the price at which the product was
    put into the basket, where it is another one now.
    """

    line: PricedLine
    typed: str
    error: str
    was: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What could not be put into the basket as it was asked for, to be corrected."""

    offer: Offered
    typed: str
    problem: str


@require_safe
@never_cache
def basket(request: HttpRequest) -> HttpResponse:
    """What is in the basket, and what it costs."""
    return _page(request)


@require_POST
@never_cache
def basket_add(request: HttpRequest) -> HttpResponse:
    """Put so many (`quantity`) of a product (`sku`) into the basket."""
    form = AddForm(request.POST)
    offer = None if "sku" in form.errors else selectors.offer_on_sale(form.cleaned_data["sku"])
    if offer is None:
        return _page(request, problem="We do not sell this product. Choose another one.")
    typed = form["quantity"].value()
    if not form.is_valid():
        return _page(request, again=Again(offer=offer, typed=typed, problem=HOW_MANY))
    quantity = form.cleaned_data["quantity"]
    basket = Basket(request.session)
    if selectors.fate_of(basket.order_id) != "none":
        basket.clear()  # it is an order; this is the first thing in another one
    try:
        basket.add(sku=offer.sku, quantity=quantity, price=offer.price)
    except BasketFull as full:
        return _page(request, again=Again(offer=offer, typed=typed, problem=str(full)))
    messages.success(
        request, f"Now in your basket: {quantity} \N{MULTIPLICATION SIGN} {offer.name}."
    )
    return see_other("orders:basket")


@require_POST
@never_cache
def basket_update(request: HttpRequest) -> HttpResponse:
    """Change any number of lines, each a pair of `sku` and `quantity`.

    `remove` is a sku; then the others are changed as well, if all that was typed can be.
    `checkout` leads on to the checkout.
    """
    forms = posted_lines(request.POST)
    changed = quantities_of(forms) if all(form.is_valid() for form in forms) else None
    if "remove" in request.POST:
        changed = {**(changed or {}), request.POST["remove"]: 0}
    if changed is None:
        return _page(request, problem=f"Nothing has been changed. {HOW_MANY_OR_NONE}", forms=forms)
    Basket(request.session).change(changed)
    return see_other("orders:checkout" if "checkout" in request.POST else "orders:basket")


def _page(
    request: HttpRequest,
    *,
    problem: str = "",
    forms: Sequence[LineForm] = (),
    again: Again | None = None,
) -> HttpResponse:
    """The basket's page; with a problem it answers 422, and keeps what has been typed."""
    kept = Basket(request.session)
    fate = selectors.fate_of(kept.order_id)
    if fate == "paid":
        kept.clear()
    priced = selectors.price_basket(
        basket=kept.quantities, customer_id=request.user.pk, cached=True
    )
    typed = {form["sku"].value(): form for form in forms}
    context = {
        "rows": [_row(line, typed.get(line.sku), kept.prices) for line in priced.lines],
        "priced": priced,
        "bestsellers": [] if priced.lines or again else selectors.bestsellers(),
        "problem": problem,
        "again": again,
        "ordered": kept.order_id if fate == "unpaid" else None,
        "to_free_delivery": _to_free_delivery(priced),
    }
    status = 422 if problem or again else 200
    page = render(request, "orders/basket.html", context, status=status)
    if not priced.lines:  # htmx asked for lines: it gets the page of an empty basket instead
        page.headers["HX-Retarget"] = page.headers["HX-Reselect"] = "#main"
    return page


def _to_free_delivery(priced: Priced) -> Decimal | None:
    """How much more has to be bought; None where delivery is free already, for whatever reason."""
    if not priced.delivery or any(given.stage == "shipping" for given in priced.adjustments):
        return None
    return FREE_DELIVERY_FROM - priced.goods


def _row(line: PricedLine, form: LineForm | None, prices: Mapping[str, Decimal]) -> Row:
    seen = prices.get(line.sku, line.unit_price)
    return Row(
        line=line,
        typed=form["quantity"].value() if form else str(line.quantity),
        error=HOW_MANY_OR_NONE if form and form.errors else "",
        was=None if line.problem or seen == line.unit_price else seen,
    )
