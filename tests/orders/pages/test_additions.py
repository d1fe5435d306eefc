"""Adding to the basket without leaving the page, and undoing it."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from django.http import HttpResponse

from accounts.models import User
from inventory.services import change_product, withdraw_product
from orders.models import BasketLine
from tests.orders import shop
from tests.orders.pages.visitor import Shopper, text_of
from tests.orders.shop import committed

pytestmark = pytest.mark.usefixtures("goods")

HTMX = {"HX-Request": "true"}
PAGE = "/products/tall-mug/"

type Send = Callable[[str, dict[str, object]], str]


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", unescape(response.content.decode())).split())


def undo_in(html: str) -> str:
    """Return the value of the button that undoes the addition."""
    found = re.search(r'name="addition" value="([^"]+)"', html)
    assert found, html
    return found[1]


@pytest.fixture(params=["htmx", "plain"])
def send(request: pytest.FixtureRequest, visitor: Shopper) -> Send:
    """Send a form of the product page, with and without JavaScript; return the notice's HTML."""

    def by_htmx(path: str, data: dict[str, object]) -> str:
        return visitor.post(path, data, headers=HTMX).content.decode()

    def plainly(path: str, data: dict[str, object]) -> str:
        page = visitor.follow(visitor.post(path, {**data, "next": PAGE}))
        return page.content.decode().partition('<p class="notice"')[2].partition("</p>")[0]

    return by_htmx if request.param == "htmx" else plainly


def add(send: Send, sku: str = "TALL-MUG", quantity: int = 1) -> str:
    return send("/basket/add/", {"sku": sku, "quantity": quantity})


def undo(send: Send, notice: str) -> str:
    return send("/basket/undo/", {"addition": undo_in(notice)})


def test_notice_and_count_arrive_without_a_new_page(visitor: Shopper) -> None:
    answer = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": 2}, headers=HTMX)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Added to your basket: 2 \N{MULTIPLICATION SIGN} Tall mug. View basket" in words(answer)
    assert 'id="basket-link" hx-swap-oob="true"' in html
    assert '<span class="count">2<' in html
    assert "<main" not in html
    assert visitor.quantities() == {"TALL-MUG": 2}


@pytest.mark.parametrize("page", [PAGE, "/", "/?sort=name"])
def test_pages_have_a_place_for_the_notice(visitor: Shopper, page: str) -> None:
    html = visitor.get(page).content.decode()

    assert 'id="basket-notice" role="status"' in html
    assert '<form id="add-to-basket"' in html
    assert f'name="next" value="{page}"' in html


def test_notice_on_a_withdrawn_product_can_be_undone(visitor: Shopper, send: Send) -> None:
    notice = add(send)
    with committed():
        withdraw_product(sku="TALL-MUG")

    assert 'form="add-to-basket" formaction="/basket/undo/"' in notice
    assert '<form id="add-to-basket" hidden' in visitor.get(PAGE).content.decode()


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_other_sites_are_not_returned_to(visitor: Shopper, page: str) -> None:
    answer = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": 1, "next": page})

    assert answer.headers["Location"] == "/basket/"


def test_first_addition_is_undone(visitor: Shopper, send: Send) -> None:
    notice = add(send, quantity=2)
    assert "Added to your basket: 2 \N{MULTIPLICATION SIGN} Tall mug." in notice

    assert "Your basket is as it was before." in undo(send, notice)
    assert visitor.quantities() == {}


def test_earlier_pieces_stay_with_their_price(visitor: Shopper, send: Send) -> None:
    visitor.choose("TALL-MUG", 2)
    visitor.choose("GREEN-TEA")
    with committed():
        change_product(sku="TALL-MUG", price=Decimal("13.50"))

    undo(send, add(send, quantity=3))

    assert visitor.quantities() == {"TALL-MUG": 2, "GREEN-TEA": 1}
    assert BasketLine.objects.get(offer="TALL-MUG").price_seen == Decimal("12.00")


def test_second_undo_changes_nothing(visitor: Shopper, send: Send) -> None:
    visitor.choose("TALL-MUG")
    notice = add(send)

    undo(send, notice)
    assert "Your basket is as it was before." in undo(send, notice)
    assert visitor.quantities() == {"TALL-MUG": 1}


def test_undo_leaves_a_later_addition_of_the_same_product(visitor: Shopper, send: Send) -> None:
    notice = add(send)
    undo(send, notice)
    add(send)

    assert "has changed since then" in undo(send, notice)
    assert visitor.quantities() == {"TALL-MUG": 1}


def test_undo_leaves_a_basket_that_changed(visitor: Shopper, send: Send) -> None:
    notice = add(send)
    visitor.post("/basket/update/", {"sku": "TALL-MUG", "quantity": "5"})

    assert "has changed since then" in undo(send, notice)
    assert visitor.quantities() == {"TALL-MUG": 5}


def test_undo_after_the_order_changes_nothing(visitor: Shopper, send: Send) -> None:
    notice = add(send)
    order = visitor.submit().headers["Location"]

    assert "has changed since then" in undo(send, notice)
    assert "Tall mug" in text_of(visitor.get(order))


def test_only_the_own_basket_is_changed(visitor: Shopper, send: Send, ada: User) -> None:
    notice = add(send)
    other = Shopper()
    other.choose("GREEN-TEA")

    other.post("/basket/undo/", {"addition": undo_in(notice)})

    assert visitor.quantities() == {"TALL-MUG": 1}
    assert other.quantities() == {"GREEN-TEA": 1}


@pytest.mark.parametrize("addition", ["", "x", "a:b:c", "\x00"])
def test_forged_addition_is_not_undone(visitor: Shopper, addition: str) -> None:
    visitor.choose("TALL-MUG")

    visitor.post("/basket/undo/", {"addition": addition}, headers=HTMX)

    assert visitor.quantities() == {"TALL-MUG": 1}


@pytest.mark.parametrize(
    ("sku", "quantity", "why"),
    [
        ("TALL-MUG", "two", "Enter a whole number from 1 to 99."),
        ("TALL-MUG", "99", "at most 99 of one product. Your basket already contains 1."),
        ("PERPETUUM-MOBILE", "1", "This product is not for sale. Choose another one."),
    ],
)
def test_refusal_takes_the_place_of_the_notice(
    visitor: Shopper, sku: str, quantity: str, why: str
) -> None:
    visitor.choose("TALL-MUG")

    answer = visitor.post("/basket/add/", {"sku": sku, "quantity": quantity}, headers=HTMX)

    assert answer.status_code == 422
    assert why in words(answer)
    assert 'data-tone="error"' in answer.content.decode()
    assert "Undo" not in words(answer)
    assert visitor.quantities() == {"TALL-MUG": 1}


def test_missing_pieces_are_reported(visitor: Shopper, send: Send) -> None:
    shop.put_on_shelf("KITE", name="Kite", price="20.00", pieces=2)
    visitor.choose("KITE", 2)

    notice = add(send, "KITE")

    assert "Kite. Only 2 left; you wanted 3." in notice
    assert "warning" in notice
    undo(send, notice)
    assert visitor.quantities() == {"KITE": 2}
