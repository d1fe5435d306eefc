"""The basket page, and the form that changes the basket."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import selectors, services
from orders.forms import QUANTITY_OR_ZERO, AddForm, QuantitiesForm
from orders.models import Order
from orders.pricing import FREE_SHIPPING_FROM
from orders.values import Price
from orders.visitors import visitor_of
from storefront.redirects import see_other

CHANGED = (
    "Your basket was changed after you opened this page, perhaps in another tab. "
    "Nothing was changed now. Check the quantities and update the basket again."
)


@require_safe
@never_cache
def basket(request: HttpRequest) -> HttpResponse:
    """Show the basket and its price."""
    return basket_page(request)


@require_POST
@never_cache
def basket_update(request: HttpRequest) -> HttpResponse:
    """Change any number of lines, each a pair of `sku` and `quantity`.

    `remove` is the sku of a line to remove; the other lines are changed as well if all typed
    quantities are valid. `available` reduces every line to the available pieces. `checkout`
    continues to the checkout.
    """
    visitor = visitor_of(request)
    if "available" in request.POST:
        services.keep_available_items(visitor=visitor)
        return _next(request)
    current = services.current_basket(visitor=visitor)
    lines = selectors.basket_lines(basket_id=current.pk if current else None)
    form = QuantitiesForm(lines=lines, data=request.POST)
    quantities = form.cleaned_data if form.is_valid() else None
    if "remove" in request.POST:
        quantities = {**(quantities or {}), request.POST["remove"]: 0}
    if quantities is None:
        return basket_page(request, problem=f"Nothing was changed. {QUANTITY_OR_ZERO}", form=form)
    try:
        services.change_quantities(visitor=visitor, quantities=quantities, seen=form.seen)
    except services.QuantitiesChanged as changed:
        if "remove" not in request.POST:
            form.add_changes(changed.stored)
            return basket_page(request, problem=CHANGED, form=form)
        services.change_quantities(visitor=visitor, quantities={request.POST["remove"]: 0})
    return _next(request)


def _next(request: HttpRequest) -> HttpResponse:
    return see_other("orders:checkout" if "checkout" in request.POST else "orders:basket")


def basket_page(
    request: HttpRequest,
    *,
    problem: str = "",
    form: QuantitiesForm | None = None,
    failed: AddForm | None = None,
) -> HttpResponse:
    """Render the basket; with a problem, as a 422 that repeats the typed quantities.

    `failed` is a product that was not added, whose quantity can be corrected.
    """
    visitor = visitor_of(request)
    current = services.current_basket(visitor=visitor)
    lines = selectors.basket_lines(basket_id=current.pk if current else None)
    price = selectors.price_basket(lines=lines, customer_id=visitor.customer_id)
    form = form or QuantitiesForm(lines=lines)
    context = {
        "rows": [(line, form.value_of(line), form.errors.get(line.offer_id)) for line in lines],
        "price": price,
        "incomplete": any(line.problem for line in lines),
        "bestsellers": [] if lines or failed else selectors.bestsellers(),
        "problem": problem,
        "failed": failed,
        "unpaid": Order.objects.of(visitor).unpaid().first() if not lines else None,
        "to_free_shipping": _to_free_shipping(price),
        "basket_pieces": sum(line.quantity for line in lines),
    }
    page = render(request, "orders/basket.html", context, status=422 if problem or failed else 200)
    if not lines:  # htmx requested the lines; it gets the page of an empty basket instead
        page.headers["HX-Retarget"] = page.headers["HX-Reselect"] = "#main"
        page.headers["HX-Reswap"] = "outerHTML"
    return page


def _to_free_shipping(price: Price) -> Decimal | None:
    """Return the amount missing for free shipping; None if shipping is free already."""
    if not price.shipping_paid or price.shipping_paid != price.shipping_listed:
        return None
    return FREE_SHIPPING_FROM - price.goods_listed
