"""A shopper with a browser: links, forms, redirects and a session."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from orders.models import Basket, BasketLine
from orders.visitors import VISITOR_KEY, Visitor

ANSWERS = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "address": "12 St James's Square",
    "postcode": "sw1y4jh",
    "city": "London",
    "country": "GB",
    "card_number": "4242 4242 4242 4242",
    "card_expiry": f"12/{(timezone.localdate().year + 1) % 100:02}",
    "card_cvc": "123",
    "redeem": "",
}
CARD = {name: ANSWERS[name] for name in ("card_number", "card_expiry", "card_cvc")}


class Shopper:
    """A guest, until `client` logs in."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, **options: Any) -> HttpResponse:
        response: HttpResponse = self.client.get(path, **options)  # type: ignore[assignment]
        return response

    def post(self, path: str, data: dict[str, Any], **options: Any) -> HttpResponse:
        response: HttpResponse = self.client.post(path, data, **options)  # type: ignore[assignment]
        return response

    def follow(self, response: HttpResponse) -> HttpResponse:
        """Follow a 303 redirect."""
        assert response.status_code == 303, response.content.decode()
        return self.get(response.headers["Location"])

    def choose(self, sku: str, quantity: int | str = 1) -> HttpResponse:
        """Add a product to the basket, and return the page of the basket."""
        return self.follow(self.post("/basket/add/", {"sku": sku, "quantity": quantity}))

    def open_checkout(self) -> dict[str, str]:
        """Return the hidden fields of the checkout."""
        return hidden_fields(self.get("/checkout/"))

    def submit(self, hidden: Mapping[str, str] | None = None, **answers: str) -> HttpResponse:
        """Fill in and submit the checkout; without `hidden`, open it first."""
        hidden = self.open_checkout() if hidden is None else hidden
        return self.post("/checkout/", {**ANSWERS, **hidden, **answers})

    def quantities(self) -> dict[str, int]:
        """Return the quantities in the basket by sku."""
        visitor = self.identity()
        lines = BasketLine.objects.filter(basket__in=Basket.objects.open().of(visitor))
        return {line.offer_id: line.quantity for line in lines}

    def identity(self) -> Visitor:
        """Return the visitor as the shop identifies it."""
        session = self.client.session
        guest_id, customer_id = session.get(VISITOR_KEY), session.get("_auth_user_id")
        return Visitor(
            customer_id=int(customer_id) if customer_id else None,
            guest_id=UUID(guest_id) if guest_id else None,
        )


def text_of(response: HttpResponse) -> str:
    """Return the text of the page without tags, in single spaces."""
    main = response.content.decode().partition("<main")[2]
    words = re.sub(r"<[^>]+>", " ", main.partition(">")[2])
    return " ".join(unescape(words).split())


def hidden_fields(response: HttpResponse) -> dict[str, str]:
    """Return the basket, its version and the total of a checkout form."""
    page = response.content.decode()
    names = ("basket", "version", "seen_total")
    found = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in names}
    return {name: unescape(match[1]) for name, match in found.items() if match}


def value_of(response: HttpResponse, field: str) -> str:
    """Return the value of a field of the page, or an empty text."""
    tag = re.search(rf'<input[^>]*name="{field}"[^>]*>', response.content.decode())
    assert tag is not None, field
    value = re.search(r'value="([^"]*)"', tag[0])
    return unescape(value[1]) if value else ""
