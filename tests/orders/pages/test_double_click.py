"""The same form sent twice at once, and a bank that breaks in between."""

from functools import partial

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from orders import gateway
from orders.models import Charge, Order
from tests.orders.pages.visitor import ANSWERS, Visitor, text_of
from tests.orders.threads import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("goods")]


class BankThatBreaks(gateway.TestGateway):
    """It takes the money, and the shop stumbles over its answer."""

    def charge(self, **asked: object) -> gateway.ChargeResult:
        super().charge(**asked)  # type: ignore[arg-type]  # handed on as it came
        raise RuntimeError("not an answer")


def test_a_double_click_makes_one_order_that_both_answers_lead_to(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    form = {**ANSWERS, **visitor.open_checkout()}

    def click(client: Client) -> HttpResponse:
        return client.post("/checkout/", form)  # type: ignore[return-value]

    tabs = [Client(), Client()]
    for tab in tabs:
        tab.cookies = visitor.client.cookies
    first, second = together(*(partial(click, tab) for tab in tabs))

    order = Order.objects.get()
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"] == f"/orders/{order.pk}/"
    assert order.status == "completed"
    assert Charge.objects.count() == 1
    assert visitor.get(f"/orders/{order.pk}/").status_code == 200


def test_after_a_failure_the_same_form_leads_to_the_order_and_charges_nothing_again(
    visitor: Visitor, settings: Settings
) -> None:
    visitor.choose("TALL-MUG")
    visitor.client.raise_request_exception = False
    hidden = visitor.open_checkout()
    settings.PAYMENT_GATEWAY = f"{__name__}.BankThatBreaks"

    assert visitor.submit(hidden).status_code == 500
    page = visitor.follow(visitor.submit(hidden))

    assert "The payment is in progress." in text_of(page)
    assert (Order.objects.count(), Charge.objects.count()) == (1, 1)
