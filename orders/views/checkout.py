"""The checkout: one page that asks for address and card, and places the order."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from orders import selectors, services
from orders.demo import demo_answers
from orders.forms import CheckoutForm, SubmissionForm
from orders.gateway import PaymentForm, payment_gateway
from orders.models import Order
from orders.signals import AddressBook, Shortage
from orders.visitors import Visitor, visitor_of
from storefront.limits import RateLimited, enforce
from storefront.redirects import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("card_number", "card_expiry", "card_cvc", "payment_token")
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the checkout, and place the order that is submitted."""
    visitor, payment_form = visitor_of(request), payment_gateway().payment_form
    if request.method != "POST":
        book = selectors.address_book(customer_id=visitor.customer_id)
        initial = _initial(request, book)
        form, payment = CheckoutForm(initial=initial), payment_form(initial=initial)
        return _page(request, form, payment, book=book)

    form, payment = CheckoutForm(request.POST), payment_form(request.POST)
    if "change_basket" in request.POST:
        services.keep_available_items(visitor=visitor)
        return _page(request, CheckoutForm(initial=form.shown), payment_form())

    if "saved_address" in request.POST:
        book = selectors.address_book(customer_id=visitor.customer_id)
        code = request.POST["saved_address"]
        chosen = next((saved for saved in book.addresses if saved.code == code), None)
        initial = form.shown | (asdict(chosen.address) if chosen else {})
        return _page(request, CheckoutForm(initial=initial), payment_form(), book=book)

    submission = SubmissionForm(request.POST, visitor=visitor)
    if not submission.is_valid():
        return _page(request, form, payment, notice="expired", status=422)
    basket = submission.cleaned_data["basket"]
    if basket.order_id:
        return _ordered_before(request, basket.order_id)
    if not (form.is_valid() and payment.is_valid()):
        return _page(request, form, payment, status=422)
    seen_total = submission.cleaned_data["seen_total"]
    try:
        account = str(request.user.pk or form.contact.email)
        enforce("checkout", request=request, account=account)
        order = services.place_order(
            visitor=visitor,
            basket_id=basket.id,
            version=submission.cleaned_data["version"],
            contact=form.contact,
            redeem=form.cleaned_data["redeem"],
            seen_total=seen_total,
            payment_token=payment.token,
            save_address=form.cleaned_data["save_address"],
        )
    except services.BasketOrdered as ordered:
        return _ordered_before(request, ordered.order_id)
    except services.BasketChanged:
        return _page(request, form, payment, notice="basket", status=409)
    except services.TotalChanged:
        return _page(request, form, payment, notice="total", seen_total=seen_total, status=409)
    except services.LinesUnavailable as refused:
        return _page(request, form, payment, shortages=refused.shortages, status=409)
    except services.AdjustmentRefused as refused:
        form.add_error("redeem", refused.reason)
        return _page(request, form, payment, status=422)
    except RateLimited as limited:
        form.add_error(None, str(limited))
        page = _page(request, form, payment, status=429)
        page.headers["Retry-After"] = str(limited.retry_after)
        return page
    except (services.OrderRefused, services.TooManyUnpaidOrders) as refused:
        form.add_error(None, str(refused))
        return _page(request, form, payment, status=422)
    return see_other(order)


def _ordered_before(request: HttpRequest, order_id: UUID) -> HttpResponse:
    messages.info(request, "You have already placed this order.")
    return see_other("orders:order", order_id)


def _page(
    request: HttpRequest,
    form: CheckoutForm,
    payment: PaymentForm,
    *,
    book: AddressBook | None = None,
    notice: str = "",
    seen_total: Decimal | None = None,
    shortages: Sequence[Shortage] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the checkout of the visitor's open basket; without one, redirect.

    `notice` names what changed since the page was shown: "expired", "basket" or "total".
    """
    visitor = visitor_of(request)
    basket = services.current_basket(visitor=visitor)
    lines = selectors.basket_lines(basket_id=basket.pk if basket else None)
    available = {shortage.sku: shortage.available for shortage in shortages}
    for line in lines:
        line.offer.available = min(
            line.offer.available, available.get(line.offer_id, line.offer.available)
        )
    if basket is None or not any(line.obtainable for line in lines):
        return _nothing_to_order(request, visitor)
    book = book or selectors.address_book(customer_id=visitor.customer_id)
    redeem = form["redeem"].value() or ""
    price = selectors.price_basket(lines=lines, customer_id=visitor.customer_id, redeem=redeem)
    context = {
        "form": form,
        "saved_addresses": [(saved, form.contains(saved.address)) for saved in book.addresses],
        "can_save_address": book.has_room,
        "payment": payment,
        "basket": basket,
        "lines": lines,
        "basket_pieces": sum(line.quantity for line in lines),
        "price": price,
        "incomplete": [line for line in lines if line.problem],
        "repriced": [line for line in lines if line.price_before is not None],
        "notice": notice,
        "seen_total": seen_total,
        "not_redeemed": redeem and redeem != price.redeemed and not form["redeem"].errors,
    }
    return render(request, "orders/checkout.html", context, status=status)


def _nothing_to_order(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Redirect to the order that waits for payment, or to the basket."""
    unpaid = Order.objects.of(visitor).unpaid().first()
    if unpaid is not None:
        messages.info(request, "This order is waiting for payment.")
        return see_other(unpaid)
    text = "There is nothing in your basket that can be ordered."
    if request.method == "POST" and visitor.customer_id is None:  # the session may have ended
        text = f"{text} If you were logged in before, log in again: your basket is still there."
    messages.info(request, text)
    return see_other("orders:basket")


def _initial(request: HttpRequest, book: AddressBook) -> dict[str, str]:
    """Return initial form data: the default address.

    Without one: the customer's last contact details, or demo values.
    """
    initial = demo_answers() if settings.DEMO else {}
    if request.user.is_authenticated:
        contact = selectors.latest_contact(customer_id=request.user.pk)
        initial |= asdict(contact) if contact else {}
        initial["email"] = request.user.email or initial.get("email", "")
        default = next((saved for saved in book.addresses if saved.is_default), None)
        initial |= asdict(default.address) if default else {}
    return {**initial, "redeem": request.GET.get("redeem", "")}
