"""The checkout: one page that asks for everything, and the submission that makes an order."""

from dataclasses import asdict
from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from orders import selectors, services
from orders.access import remember_order
from orders.basket import Basket
from orders.checkout_token import read_token
from orders.demo import demo_answers
from orders.forms import CheckoutForm, SubmissionForm, posted_lines, quantities_of
from orders.models import Order
from orders.redirects import see_other
from orders.values import Placement
from orders.views.checkout_page import checkout_page, redeemed


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("card_number", "card_expiry", "card_cvc")
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """Ask for address and card; place the order and pay for it."""
    ordered = Basket(request.session).order_id
    if selectors.fate_of(ordered) != "none":
        messages.info(request, "What is in your basket is an order already. Here it is.")
        return see_other("orders:order", ordered)
    if request.method != "POST":
        return checkout_page(request, CheckoutForm(initial=_known_answers(request)))
    if "change_basket" in request.POST:
        return _change_basket(request)
    return _place(request)


def _known_answers(request: HttpRequest) -> dict[str, str]:
    """What need not be typed: in the demo everything, of a customer what they said last."""
    answers = demo_answers() if settings.DEMO else {}
    if request.user.is_authenticated:
        contact = selectors.latest_contact(customer_id=request.user.pk)
        answers |= asdict(contact) if contact else {}
        answers["email"] = request.user.email or answers.get("email", "")
    return {**answers, "redeem": request.GET.get("redeem", "")}


def _change_basket(request: HttpRequest) -> HttpResponse:
    """Go on with what there is; what has been typed stays, but for the card."""
    lines = posted_lines(request.POST)
    if all(line.is_valid() for line in lines):
        Basket(request.session).change(quantities_of(lines))
    return checkout_page(request, CheckoutForm(initial=CheckoutForm(request.POST).shown))


def _place(request: HttpRequest) -> HttpResponse:
    form, submission = CheckoutForm(request.POST), SubmissionForm(request.POST)
    if not form.is_valid():
        return checkout_page(request, form, status=422)
    token = _token(request, submission)
    if token is None:
        return checkout_page(request, form, stale=True, status=422)
    if _is_another_basket(request, submission.cleaned_data["seen_basket"]):
        return checkout_page(request, form, other_basket=True, status=409)
    seen, redeem = submission.cleaned_data["seen_total"], form.cleaned_data["redeem"]
    try:
        placement = services.place_order(
            token=token,
            basket=Basket(request.session).quantities,
            customer_id=request.user.pk,
            contact=form.contact,
            redeem=redeem,
            seen_total=seen + _to_redeem(request, redeem),
        )
    except (services.BasketEmpty, services.BasketChanged):
        return checkout_page(request, form, seen_total=seen, status=409)
    except services.LinesUnavailable as refused:
        return checkout_page(request, form, shortages=refused.shortages, status=409)
    except services.AdjustmentRefused as refused:
        form.add_error("redeem", refused.reason)
        return checkout_page(request, form, status=422)
    except services.OrderRefused as refused:
        form.add_error(None, refused.reason)
        return checkout_page(request, form, status=422)
    return _pay(request, form, placement.order) if placement.created else _seen(request, placement)


def _token(request: HttpRequest, submission: SubmissionForm) -> str | None:
    """What names this submission; None if the form is not one that this session was given."""
    if not submission.is_valid():
        return None
    return read_token(submission.cleaned_data["checkout_token"], request.session.session_key)


def _is_another_basket(request: HttpRequest, seen: str) -> bool:
    """Whether the form was shown for something else; an empty one may have been ordered by it."""
    basket = Basket(request.session)
    return bool(seen and basket.quantities) and seen != basket.fingerprint


def _to_redeem(request: HttpRequest, redeem: str) -> Decimal:
    """What the customer chose to have taken off the total that they saw, 0 or below."""
    if not redeem:
        return Decimal(0)
    basket = Basket(request.session).quantities
    return redeemed(
        selectors.price_basket(
            basket=basket, customer_id=request.user.pk, redeem=redeem, cached=True
        )
    )


def _pay(request: HttpRequest, form: CheckoutForm, order: Order) -> HttpResponse:
    remember_order(request.session, order.id)
    result = services.pay(order=order, card=form.card)
    if result.outcome == "declined":
        form.decline(result.reason)
        return checkout_page(request, form, status=422)
    basket = Basket(request.session)
    if result.outcome == "completed":
        basket.clear()
    else:
        basket.wait_for(order.id)
    return see_other(order)


def _seen(request: HttpRequest, placement: Placement) -> HttpResponse:
    """This very form was sent before: lead to what came of it.

    The session is read again, so that what the first request is writing into it is kept.
    """
    request.session = type(request.session)(request.session.session_key)
    remember_order(request.session, placement.order.id)
    messages.info(request, "You have sent this order already. Here it is.")
    return see_other(placement.order)
