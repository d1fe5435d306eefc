"""The checkout: shown, invalid, changed, refused and ordered."""

from decimal import Decimal
from uuid import uuid4

import pytest
from pytest_django import Settings

from accounts.models import User
from events.testing import deliver_all
from inventory.models import Stock
from inventory.services import change_product, withdraw_product
from orders.models import Order
from tests.counting import statements
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.pages.visitor import ANSWERS, Shopper, hidden_fields, text_of, value_of
from tests.orders.vouchers import off, refusing

pytestmark = pytest.mark.usefixtures("goods")


@pytest.fixture
def shopper(visitor: Shopper) -> Shopper:
    """A guest with two mugs in the basket."""
    visitor.choose("TALL-MUG", 2)
    return visitor


def nothing_was_ordered() -> bool:
    return not Order.objects.exists() and Stock.objects.get(product="TALL-MUG").reserved == 0


# --- shown -----------------------------------------------------------------------------------


def test_page_shows_items_and_price(shopper: Shopper) -> None:
    page = shopper.get("/checkout/")

    text = text_of(page)
    assert "2 \N{MULTIPLICATION SIGN} €12.00" in text
    assert "Total €28.90" in text
    assert "Place order · €28.90" in text
    assert "You do not need an account" in text
    assert set(hidden_fields(page)) == {"basket", "version", "seen_total"}
    assert value_of(page, "email") == value_of(page, "card_number") == ""


def test_empty_basket_has_no_checkout(visitor: Shopper) -> None:
    answer = visitor.get("/checkout/")

    assert answer.headers["Location"] == "/basket/"
    assert "There is nothing in your basket that can be ordered." in text_of(visitor.follow(answer))


def test_unpaid_order_is_shown_instead_of_an_empty_checkout(shopper: Shopper) -> None:
    shopper.submit()
    order = Order.objects.get()

    answer = shopper.get("/checkout/")

    assert answer.headers["Location"] == order.get_absolute_url()
    assert f"Your order {order.number} is waiting for payment." in text_of(shopper.get("/basket/"))


def test_customer_starts_with_their_last_address(shopper: Shopper, ada: User) -> None:
    shop.buy({"GREEN-TEA": 1}, customer_id=ada.pk)
    shopper.client.force_login(ada)

    page = shopper.get("/checkout/")

    assert value_of(page, "email") == "ada@example.com"
    assert value_of(page, "city") == "London"
    assert value_of(page, "card_number") == ""


def test_demo_form_is_filled_in(shopper: Shopper, settings: Settings) -> None:
    shopper.get("/checkout/")  # the fields of an empty form are cached
    settings.DEMO = True

    page = shopper.get("/checkout/")

    assert value_of(page, "card_number") == "4242 4242 4242 4242"
    assert value_of(page, "city") == "Berlin"
    assert "4000 0000 0000 0341 pays, but the first answer of the bank is lost" in text_of(page)


def test_redemption_is_shown_and_taken_off(shopper: Shopper, grant: Grant) -> None:
    grant(off("3.00", "redemption", code="three", optional=True))

    assert "3.00 off" in text_of(shopper.get("/checkout/"))
    assert "Total €25.90" in text_of(shopper.get("/checkout/?redeem=three"))

    shopper.follow(shopper.submit(redeem="three"))
    assert Order.objects.get().total == Decimal("25.90")


# --- invalid ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("email", "", "E-mail: Enter your e-mail address."),
        ("postcode", "", "Postcode: Enter the postcode."),
        ("card_cvc", "", "Security code: Enter the security code of your card."),
        ("card_number", "5555 5555 5555 4444", "test cards only"),
    ],
)
def test_errors_are_listed_and_marked(
    shopper: Shopper, field: str, typed: str, message: str
) -> None:
    page = shopper.submit(None, **{field: typed})

    assert page.status_code == 422
    assert message in text_of(page)
    assert f'href="#id_{field}"' in page.content.decode()
    assert nothing_was_ordered()


def test_entries_are_kept_except_for_the_card(shopper: Shopper) -> None:
    page = shopper.submit(postcode="nonsense")

    assert value_of(page, "name") == "Ada Lovelace"
    assert value_of(page, "postcode") == "nonsense"
    assert value_of(page, "card_number") == value_of(page, "card_cvc") == ""
    assert ANSWERS["card_number"] not in page.content.decode()


@pytest.mark.parametrize("fields", [{"basket": ""}, {"basket": str(uuid4())}, {"version": "x"}])
def test_form_without_a_known_basket_has_expired(shopper: Shopper, fields: dict[str, str]) -> None:
    page = shopper.submit({**shopper.open_checkout(), **fields})

    assert page.status_code == 422
    assert "This form has expired." in text_of(page)
    assert value_of(page, "name") == "Ada Lovelace"
    assert nothing_was_ordered()


def test_basket_of_another_visitor_is_not_ordered(shopper: Shopper) -> None:
    other = Shopper()
    other.choose("GREEN-TEA")

    page = other.submit(shopper.open_checkout())

    assert "This form has expired." in text_of(page)
    assert nothing_was_ordered()


# --- changed ---------------------------------------------------------------------------------


def test_older_form_of_a_changed_basket_orders_nothing(shopper: Shopper) -> None:
    older = shopper.open_checkout()
    shopper.choose("GREEN-TEA")

    page = shopper.submit(older)

    assert page.status_code == 409
    assert "Your basket has changed since this page was shown" in text_of(page)
    assert "Green tea" in text_of(page)
    assert nothing_was_ordered()
    assert shopper.submit(hidden_fields(page)).status_code == 303


def test_new_price_is_shown_and_confirmed(shopper: Shopper) -> None:
    hidden = shopper.open_checkout()
    change_product(sku="TALL-MUG", price=Decimal("13.50"))

    page = shopper.submit(hidden)

    assert page.status_code == 409
    assert "The total is €31.90 now; it was €28.90 before." in text_of(page)
    assert "Tall mug costs €13.50; it was €12.00 when you added it." in text_of(page)
    assert nothing_was_ordered()
    shopper.follow(shopper.submit(hidden_fields(page)))
    assert Order.objects.get().total == Decimal("31.90")


@pytest.mark.parametrize("total", ["0.01", "-28.90", "x", "", "NaN", "1e9", "28.9000"])
def test_invented_total_orders_nothing(shopper: Shopper, total: str) -> None:
    page = shopper.submit({**shopper.open_checkout(), "seen_total": total})

    assert page.status_code in (409, 422)
    assert nothing_was_ordered()


def test_unavailable_items_are_announced_before_the_card(shopper: Shopper) -> None:
    shop.put_on_shelf("KITE", name="Kite", price="20.00", pieces=2)
    shopper.choose("KITE", 5)
    shopper.choose("GREEN-TEA")
    withdraw_product(sku="GREEN-TEA")

    page = shopper.get("/checkout/")

    text = text_of(page)
    assert "Kite: Only 2 left; you wanted 5." in text
    assert "Green tea: This product is not for sale any more." in text
    assert shopper.submit(hidden_fields(page)).status_code == 409
    assert nothing_was_ordered()


def test_one_click_continues_with_the_available_items(shopper: Shopper) -> None:
    hidden = shopper.open_checkout()
    withdraw_product(sku="TALL-MUG")
    shop.put_on_shelf("KITE", name="Kite", price="20.00", pieces=2)
    shopper.choose("KITE", 5)

    page = shopper.submit(hidden, change_basket="1")

    assert page.status_code == 200
    assert value_of(page, "name") == "Ada Lovelace"
    assert value_of(page, "card_number") == ""
    assert shopper.quantities() == {"KITE": 2}
    shopper.follow(shopper.submit(hidden_fields(page)))
    assert Order.objects.get().total == 40 + Decimal("4.90")


def test_shortage_that_the_replica_does_not_know_is_shown(shopper: Shopper) -> None:
    hidden = shopper.open_checkout()
    Stock.objects.filter(product="TALL-MUG").update(available=1, received=1)

    page = shopper.submit(hidden)

    assert page.status_code == 409
    assert "Tall mug: Only 1 left; you wanted 2." in text_of(page)
    assert text_of(page).count("Our terms apply.") == 1


# --- refused ---------------------------------------------------------------------------------


def test_refused_order_shows_the_reason(shopper: Shopper) -> None:
    with refusing("We do not ship mugs on Sundays."):
        page = shopper.submit()

    assert page.status_code == 422
    assert "We do not ship mugs on Sundays." in text_of(page)
    assert nothing_was_ordered()


def test_redemption_that_ended_is_refused(shopper: Shopper, grant: Grant) -> None:
    grant(off("3.00", "redemption", code="three", optional=True))
    hidden = shopper.open_checkout()
    grant()

    page = shopper.submit(hidden, redeem="three")

    assert page.status_code == 422
    assert "not available any more" in text_of(page)
    assert nothing_was_ordered()


@pytest.mark.parametrize("code", ["\N{SNOWMAN}", "x" * 65, "a\x00b"])
def test_invented_redemption_is_refused(shopper: Shopper, code: str) -> None:
    assert shopper.submit(redeem=code).status_code == 422
    assert nothing_was_ordered()


def test_too_many_unpaid_orders_are_refused(visitor: Shopper, settings: Settings) -> None:
    settings.ORDERS_MAX_UNPAID_ORDERS = 1
    visitor.choose("TALL-MUG")
    visitor.submit()
    visitor.choose("GREEN-TEA")

    page = visitor.submit()

    assert page.status_code == 422
    assert "You have 1 unpaid orders." in text_of(page)


# --- ordered ---------------------------------------------------------------------------------


def test_order_page_waits_for_the_bank_and_shows_the_payment(shopper: Shopper) -> None:
    answer = shopper.submit()
    order = Order.objects.get()

    assert answer.headers["Location"] == order.get_absolute_url()
    page = shopper.follow(answer)
    assert "Waiting for the bank" in text_of(page)
    assert 'data-status="pending"' in page.content.decode()
    deliver_all()
    page = shopper.get(order.get_absolute_url())
    assert 'data-status="completed"' in page.content.decode()
    assert "Paid with Visa •••• 4242." in text_of(page)
    assert shopper.quantities() == {}


def test_second_submission_leads_to_the_order(shopper: Shopper) -> None:
    hidden = shopper.open_checkout()
    first = shopper.submit(hidden)

    for answers in ({}, {"name": ""}, {"card_number": "4000 0000 0000 0002"}):
        again = shopper.submit(hidden, **answers)
        assert again.headers["Location"] == first.headers["Location"]
    assert "You have already placed this order." in text_of(shopper.follow(again))
    assert Order.objects.count() == 1


@pytest.mark.parametrize("login_first", [True, False])
def test_login_while_the_bank_is_asked_keeps_the_order(
    shopper: Shopper, ada: User, login_first: bool
) -> None:
    if login_first:
        shopper.client.force_login(ada)
        shopper.submit()
        shopper.client.logout()
    else:
        shopper.submit()
    order = Order.objects.get()
    deliver_all()
    shopper.client.force_login(ada)

    assert shopper.get(order.get_absolute_url()).status_code == 200
    assert order.number in text_of(shopper.get("/orders/"))
    assert shopper.quantities() == {}


def test_submission_takes_sixteen_statements(shopper: Shopper) -> None:
    shopper.choose("GREEN-TEA")
    hidden = shopper.open_checkout()

    with statements(exactly=16):
        answer = shopper.submit(hidden)

    assert answer.status_code == 303
