"""The form that adds to the basket, and the button that undoes it.

With htmx the visitor stays on the page: the answer is a notice. Without JavaScript the answer
is a redirect to the page in the field `next`, which shows the same notice, or to the basket.
"""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from orders import services
from orders.additions import Addition
from orders.forms import AddForm
from orders.views.basket import basket_page
from orders.visitors import recognise_visitor, visitor_of
from storefront.limits import RateLimited
from storefront.redirects import see_other
from storefront.requests import HtmxRequest, next_path

UNDONE = "Your basket is as it was before."
TOO_LATE = "Your basket has changed since then, so it stays as it is."


@require_POST
@never_cache
def basket_add(request: HtmxRequest) -> HttpResponse:
    """Add pieces (`quantity`) of a product (`sku`) to the basket."""
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    offer, quantity = form.cleaned_data["sku"], form.cleaned_data["quantity"]
    try:
        visitor = recognise_visitor(request)
        addition = services.add_to_basket(visitor=visitor, offer=offer, quantity=quantity)
    except services.BasketFull as full:
        form.add_error("quantity", str(full))
        return _refused(request, form)
    except RateLimited as limited:
        if not request.htmx:
            raise
        return _notice(request, str(limited), tone="error")
    text = f"Added to your basket: {quantity} \N{MULTIPLICATION SIGN} {offer.name}."
    shortage = offer.shortage(addition.quantity_before + quantity)
    tone = "warning" if shortage else "success"
    return _done(request, f"{text} {shortage}".strip(), tone=tone, addition=addition.signed())


@require_POST
@never_cache
def basket_undo(request: HtmxRequest) -> HttpResponse:
    """Restore the basket as it was before an `addition`."""
    try:
        addition = Addition.read(request.POST.get("addition", ""))
        services.undo_addition(visitor=visitor_of(request), addition=addition)
    except (BadSignature, services.UndoTooLate):
        return _done(request, TOO_LATE, tone="warning")
    return _done(request, UNDONE, tone="success")


def _refused(request: HtmxRequest, form: AddForm) -> HttpResponse:
    """Show what is wrong: in the answer to htmx, or on the basket page, which can correct it."""
    problem = next(str(error) for errors in form.errors.values() for error in errors)
    if request.htmx:
        return _notice(request, problem, tone="error")
    if "sku" in form.errors:
        return basket_page(request, problem=problem)
    return basket_page(request, failed=form)


def _done(request: HtmxRequest, text: str, *, tone: str, addition: str = "") -> HttpResponse:
    """Show a notice: in the answer to htmx, on the page in `next`, or on the basket page.

    `addition` is the value of the button "Undo". The basket page shows the text only, because
    the basket can be changed there.
    """
    if request.htmx:
        return _notice(request, text, tone=tone, addition=addition)
    back = next_path(request)
    if back:
        context = {"text": text, "addition": addition}
        text = render_to_string("orders/basket_notice.html#content", context)
    messages.add_message(request, messages.DEFAULT_LEVELS[tone.upper()], text)
    return see_other(back or "orders:basket")


def _notice(request: HtmxRequest, text: str, *, tone: str, addition: str = "") -> HttpResponse:
    """Render a notice and the header's link to the basket."""
    context = {"text": text, "tone": tone, "addition": addition}
    status = 422 if tone == "error" else 200
    return render(request, "orders/basket_notice.html#notice", context, status=status)
