"""The checkout: from a full basket to a paid order, and everything that may come between."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from accounts.models import User
from inventory.models import Stock
from inventory.services import adjust_stock, change_product, withdraw_product
from orders.models import Order
from orders.offers import forget_offers
from orders.services import cancel_order
from orders.signals import order_placed
from tests.orders import shop, vetoes, vouchers
from tests.orders.conftest import Grant
from tests.orders.pages.statements import statements
from tests.orders.pages.visitor import ANSWERS, Visitor, hidden_fields, text_of, value_of
from tests.orders.shop import committed, put_on_shelf
from tests.orders.vouchers import off

TIMES, MINUS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"

pytestmark = pytest.mark.usefixtures("goods")


@pytest.fixture
def shopper(visitor: Visitor) -> Visitor:
    """A guest with two mugs and a packet of tea: 27.33, and 4.90 for delivery."""
    visitor.choose("TALL-MUG", 2)
    visitor.choose("GREEN-TEA")
    return visitor


def keeps_what_was_typed(page: HttpResponse) -> bool:
    typed = ("email", "name", "address", "postcode", "city")
    chosen = '<option value="GB" selected>' in page.content.decode()
    return chosen and all(value_of(page, field) == ANSWERS[field] for field in typed)


# --- an order ------------------------------------------------------------------------------


def test_a_guest_buys_two_products_in_nine_requests(visitor: Visitor) -> None:
    visitor.get("/products/tall-mug/")
    visitor.choose("TALL-MUG", 2)
    visitor.get("/products/green-tea/")
    visitor.choose("GREEN-TEA")
    page = visitor.follow(visitor.submit())

    order = Order.objects.get()
    assert (order.status, order.total) == ("completed", Decimal("32.23"))
    assert (order.name, order.postcode, order.country) == ("Ada Lovelace", "SW1Y 4JH", "GB")
    assert page.status_code == 200
    assert "Thank you, your order is paid" in text_of(page)
    assert visitor.quantities() == {}
    assert visitor.requests <= 9


def test_the_form_shows_what_is_bought_and_what_it_costs(shopper: Visitor) -> None:
    text = text_of(shopper.get("/checkout/"))

    assert f"Tall mug €24.00 2 {TIMES} €12.00" in text
    assert f"Green tea €3.33 1 {TIMES} €3.33" in text
    assert "Goods €27.33" in text
    assert "Delivery €4.90" in text
    assert "Place order · €32.23" in text


def test_an_empty_basket_leads_back_to_it(visitor: Visitor) -> None:
    page = visitor.follow(visitor.get("/checkout/"))

    assert "There is nothing in your basket to order." in text_of(page)
    assert visitor.post("/checkout/", ANSWERS).status_code == 303
    assert not Order.objects.exists()


def test_a_basket_of_withdrawn_products_leads_back_to_it(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    with committed():
        withdraw_product(sku="TALL-MUG")

    assert visitor.get("/checkout/").headers["Location"] == "/basket/"


def test_nobody_else_keeps_the_page(shopper: Visitor) -> None:
    assert "no-store" in shopper.get("/checkout/").headers["Cache-Control"]
    assert shopper.client.put("/checkout/").status_code == 405


# --- what need not be typed ----------------------------------------------------------------


def test_a_guest_types_everything(shopper: Visitor) -> None:
    page = shopper.get("/checkout/")

    assert value_of(page, "email") == ""
    assert value_of(page, "card_number") == ""
    assert "Cards to try" not in text_of(page)


def test_a_customer_finds_their_own_address(shopper: Visitor, ada: User) -> None:
    shopper.client.force_login(ada)
    assert value_of(shopper.get("/checkout/"), "email") == "ada@example.com"

    shopper.submit(email="parcels@example.com", city="Ockham")
    shopper.choose("TEAPOT")
    page = shopper.get("/checkout/")

    assert Order.objects.get().customer == ada
    assert value_of(page, "email") == "ada@example.com"
    assert value_of(page, "city") == "Ockham"
    assert value_of(page, "card_number") == ""


def test_the_demo_is_filled_in_and_names_every_test_card(
    shopper: Visitor, settings: Settings
) -> None:
    settings.DEMO = True
    page = shopper.get("/checkout/")

    assert value_of(page, "card_number") == "4242 4242 4242 4242"
    for number in (shop.PAYS, shop.DECLINED, shop.NO_FUNDS, shop.ANSWER_LOST, shop.TIMES_OUT):
        assert " ".join(number[i : i + 4] for i in range(0, 16, 4)) in text_of(page)
    fields = ("email", "name", "address", "postcode", "city", "card_number", "card_expiry")
    filled = {field: value_of(page, field) for field in (*fields, "card_cvc")}
    answer = shopper.post("/checkout/", {**filled, "country": "DE", **hidden_fields(page)})
    assert answer.status_code == 303


# --- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("email", "ada@", "Type a whole address"),
        ("name", "", "Whose name belongs on the parcel?"),
        ("address", " ", "Type the street"),
        ("postcode", "123", "United Kingdom: a postcode there looks like SW1A 1AA."),
        ("city", "", "Type the name of your town."),
        ("country", "XX", "Choose one of these countries"),
        ("card_number", "4242 4242 4242 4241", "A digit of this number is wrong."),
        ("card_expiry", "01/20", "This card has expired."),
        ("card_cvc", "12", "The security code has 3 digits"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_at_the_top(
    shopper: Visitor, field: str, typed: str, message: str
) -> None:
    page = shopper.submit(None, **{field: typed})

    assert page.status_code == 422
    assert text_of(page).count(message) == 2
    html = page.content.decode()
    assert f'<a href="#id_{field}">' in html
    assert 'aria-invalid="true"' in html
    assert not Order.objects.exists()
    assert shopper.quantities() == {"TALL-MUG": 2, "GREEN-TEA": 1}


def test_nothing_typed_is_lost_but_the_card(shopper: Visitor) -> None:
    page = shopper.submit(card_cvc="12")

    assert keeps_what_was_typed(page)
    assert value_of(page, "card_expiry") == ANSWERS["card_expiry"]
    assert value_of(page, "card_number") == ""
    assert value_of(page, "card_cvc") == ""
    assert "4242 4242" not in page.content.decode()


# --- the bank ------------------------------------------------------------------------------


def test_a_declined_card_can_be_replaced(shopper: Visitor) -> None:
    hidden = shopper.open_checkout()
    page = shopper.submit(hidden, card_number=shop.NO_FUNDS)

    assert page.status_code == 422
    assert "there is not enough money on the card. Nothing has been charged" in text_of(page)
    assert keeps_what_was_typed(page)
    assert value_of(page, "card_expiry") == ""
    assert shopper.quantities() == {"TALL-MUG": 2, "GREEN-TEA": 1}
    fresh = hidden_fields(page)
    assert fresh["checkout_token"] != hidden["checkout_token"]

    assert shopper.submit(fresh).status_code == 303
    assert list(Order.objects.order_by("id").values_list("status", flat=True)) == [
        "cancelled",
        "completed",
    ]
    assert shopper.quantities() == {}


def test_a_lost_answer_leads_to_the_order_which_waits_for_it(shopper: Visitor) -> None:
    answer = shopper.submit(card_number=shop.ANSWER_LOST)
    page = shopper.follow(answer)

    order = Order.objects.get()
    assert order.status == "pending"
    assert answer.headers["Location"] == f"/orders/{order.pk}/"
    assert "We are asking the bank" in text_of(page)
    assert shopper.quantities() == {"TALL-MUG": 2, "GREEN-TEA": 1}

    shop.let_a_minute_pass()
    assert "Thank you, your order is paid" in text_of(shopper.get(f"/orders/{order.pk}/"))
    assert shopper.quantities() == {}


def test_what_is_ordered_is_what_was_shown_and_not_another_basket_of_the_same_price(
    shopper: Visitor,
) -> None:
    put_on_shelf("OTHER-MUG", name="Other mug", price="12.00")
    hidden = shopper.open_checkout()
    shopper.post("/basket/update/", {"sku": "TALL-MUG", "quantity": "0"})
    shopper.choose("OTHER-MUG", 2)

    page = shopper.submit(hidden)

    assert page.status_code == 409
    assert "Your basket has changed since this page was shown" in text_of(page)
    assert keeps_what_was_typed(page)
    assert not Order.objects.exists()
    assert shopper.submit(hidden_fields(page)).status_code == 303


def test_a_basket_that_is_being_paid_for_is_not_ordered_again_in_another_tab(
    shopper: Visitor,
) -> None:
    other_tab = shopper.open_checkout()
    shopper.submit(card_number=shop.ANSWER_LOST)
    order = Order.objects.get()

    for answer in (shopper.submit(other_tab), shopper.get("/checkout/")):
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/orders/{order.pk}/"
    assert "order already" in text_of(shopper.get(f"/orders/{order.pk}/"))
    assert "is being paid for" in text_of(shopper.get("/basket/"))
    assert Order.objects.get() == order


def test_a_basket_whose_order_came_to_nothing_can_be_ordered_again(shopper: Visitor) -> None:
    shopper.submit(card_number=shop.TIMES_OUT)
    order = Order.objects.get()
    cancel_order(order_id=order.pk, reason="customer")

    assert "is being paid for" not in text_of(shopper.get("/basket/"))
    assert shopper.submit().status_code == 303
    assert Order.objects.exclude(pk=order.pk).get().status == "completed"


def test_what_was_changed_while_the_bank_was_asked_stays(shopper: Visitor) -> None:
    answer = shopper.submit(card_number=shop.ANSWER_LOST)
    shopper.choose("TEAPOT")
    shop.let_a_minute_pass()

    shopper.follow(answer)

    assert shopper.quantities() == {"TEAPOT": 1}


def test_what_has_been_paid_for_meanwhile_is_in_no_basket(shopper: Visitor) -> None:
    shopper.submit(card_number=shop.ANSWER_LOST)
    shop.let_a_minute_pass()

    assert "Your basket is empty" in text_of(shopper.get("/basket/"))
    shopper.choose("TEAPOT")
    assert shopper.quantities() == {"TEAPOT": 1}


def test_a_bank_that_was_never_reached_has_taken_nothing(shopper: Visitor) -> None:
    page = shopper.follow(shopper.submit(card_number=shop.TIMES_OUT))

    assert "We are asking the bank" in text_of(page)
    assert shop.taken(Order.objects.get()) == 0


# --- the token -----------------------------------------------------------------------------


@pytest.fixture
def vetoed() -> Iterator[None]:
    """Somebody hears of the order who will not have it."""
    order_placed.connect(vetoes.refuse_order)
    yield
    order_placed.disconnect(vetoes.refuse_order)


@pytest.mark.usefixtures("vetoed")
def test_an_order_that_somebody_will_not_have_is_refused_with_the_reason(shopper: Visitor) -> None:
    page = shopper.submit()

    assert page.status_code == 422
    assert "We know this address too well." in text_of(page)
    assert keeps_what_was_typed(page)
    assert not Order.objects.exists()
    assert Stock.objects.get(product__sku="TALL-MUG").available == 100


def test_sending_it_twice_makes_one_order(shopper: Visitor) -> None:
    hidden = shopper.open_checkout()
    first = shopper.submit(hidden)
    second = shopper.submit(hidden)

    assert second.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    assert "You have sent this order already." in text_of(shopper.follow(second))
    assert Order.objects.count() == 1
    assert shopper.quantities() == {}


def test_sending_it_twice_while_the_bank_is_asked_makes_one_order(shopper: Visitor) -> None:
    hidden = shopper.open_checkout()
    shopper.submit(hidden, card_number=shop.ANSWER_LOST)
    page = shopper.follow(shopper.submit(hidden))

    assert "The payment is in progress." in text_of(page)
    assert Order.objects.count() == 1


@pytest.mark.parametrize("token", ["", "made-up", "made:up", "x" * 5000, "\x00"])
def test_a_made_up_token_orders_nothing_and_loses_nothing(shopper: Visitor, token: str) -> None:
    page = shopper.submit({**shopper.open_checkout(), "checkout_token": token})

    assert page.status_code == 422
    assert "This form had grown too old to be sent." in text_of(page)
    assert keeps_what_was_typed(page)
    assert not Order.objects.exists()
    assert shopper.submit(hidden_fields(page)).status_code == 303


def test_a_changed_token_orders_nothing(shopper: Visitor) -> None:
    hidden = shopper.open_checkout()
    first, rest = hidden["checkout_token"][0], hidden["checkout_token"][1:]
    changed = ("y" if first == "x" else "x") + rest

    assert shopper.submit({**hidden, "checkout_token": changed}).status_code == 422
    assert not Order.objects.exists()


def test_somebody_elses_token_orders_nothing(shopper: Visitor) -> None:
    stranger = Visitor()
    stranger.choose("TEAPOT")

    page = stranger.submit(shopper.open_checkout())

    assert page.status_code == 422
    assert "too old to be sent" in text_of(page)
    assert not Order.objects.exists()


@pytest.mark.parametrize("total", ["", "free", "NaN", "Infinity", "1e400", "32.231"])
def test_a_total_that_nobody_was_shown_orders_nothing(shopper: Visitor, total: str) -> None:
    page = shopper.submit({**shopper.open_checkout(), "seen_total": total})

    assert page.status_code == 422
    assert not Order.objects.exists()


# --- what changes meanwhile ----------------------------------------------------------------


def test_a_new_price_is_shown_and_asked_about(shopper: Visitor) -> None:
    hidden = shopper.open_checkout()
    with committed():
        change_product(sku="TALL-MUG", price=Decimal("13.00"))

    page = shopper.submit(hidden)

    assert page.status_code == 409
    assert "The total is €34.23 now; you saw €32.23 before." in text_of(page)
    assert keeps_what_was_typed(page)
    assert not Order.objects.exists()
    shopper.submit(hidden_fields(page))
    assert Order.objects.get().total == Decimal("34.23")


def test_what_the_cache_was_not_told_to_forget_is_found_out_by_ordering(shopper: Visitor) -> None:
    """As where a process died between the commit of a new price and what comes after it."""
    hidden = shopper.open_checkout()
    change_product(sku="TALL-MUG", price=Decimal("13.00"))

    page = shopper.submit(hidden)

    assert page.status_code == 409
    assert "The total is €34.23 now; you saw €32.23 before." in text_of(page)
    assert "Tall mug costs €13.00; it was €12.00 when you chose it." in text_of(page)
    shopper.submit(hidden_fields(page))
    assert Order.objects.get().total == Decimal("34.23")


def test_without_a_withdrawn_product_the_rest_can_be_ordered(shopper: Visitor) -> None:
    hidden = shopper.open_checkout()
    with committed():
        withdraw_product(sku="TALL-MUG")

    page = shopper.submit(hidden)

    assert page.status_code == 409
    assert "Tall mug is not on sale any more." in text_of(page)
    assert "Without that the total is €8.23; you saw €32.23 before." in text_of(page)

    rest = {"change_basket": "1", "sku": "TALL-MUG", "quantity": "0"}
    page = shopper.post("/checkout/", {**ANSWERS, **hidden_fields(page), **rest})
    assert page.status_code == 200
    assert keeps_what_was_typed(page)
    assert "Tall mug" not in text_of(page)
    assert "4242" not in page.content.decode()
    assert shopper.quantities() == {"GREEN-TEA": 1}
    assert shopper.submit(hidden_fields(page)).status_code == 303


def test_of_what_there_is_too_little_the_rest_can_be_ordered(shopper: Visitor) -> None:
    adjust_stock(sku="TALL-MUG", difference=-99, reason="A shelf fell down")
    adjust_stock(sku="GREEN-TEA", difference=-100, reason="It got wet")

    page = shopper.submit()

    assert page.status_code == 409
    assert "Tall mug: you wanted 2, and there is 1 left." in text_of(page)
    assert "Green tea is sold out." in text_of(page)
    assert keeps_what_was_typed(page)
    assert not Order.objects.exists()

    rest = {"change_basket": "1", "sku": ["TALL-MUG", "GREEN-TEA"], "quantity": ["1", "0"]}
    page = shopper.post("/checkout/", {**ANSWERS, **hidden_fields(page), **rest})
    assert shopper.submit(hidden_fields(page)).status_code == 303
    assert Order.objects.get().goods == Decimal("12.00")
    assert Stock.objects.get(product__sku="TALL-MUG").available == 0


def test_where_nothing_is_left_the_basket_is_shown(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")

    rest = {"change_basket": "1", "sku": "TALL-MUG", "quantity": "0"}

    assert visitor.post("/checkout/", rest).headers["Location"] == "/basket/"


def test_a_nonsense_change_of_the_basket_changes_nothing(shopper: Visitor) -> None:
    rest = {"change_basket": "1", "sku": "TALL-MUG", "quantity": "-5"}

    assert shopper.post("/checkout/", rest).status_code == 200
    assert shopper.quantities() == {"TALL-MUG": 2, "GREEN-TEA": 1}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("N" * 201, "Shorten it to 200 characters."),
        ("Ada\x00", "There is a character in it that cannot be written. Type it again."),
        ("Ada\x07", "There is a character in it that cannot be written. Type it again."),
    ],
)
def test_what_no_field_lets_anybody_type_is_answered_once_and_in_our_words(
    shopper: Visitor, typed: str, answer: str
) -> None:
    page = shopper.submit(name=typed)

    assert page.status_code == 422
    assert text_of(page).count(answer) == 2  # beside the field, and in the list above the form


# --- something off -------------------------------------------------------------------------


def test_what_is_redeemed_is_taken_off_the_total_that_was_shown(
    shopper: Visitor, grant: Grant
) -> None:
    grant(off("3.00", "redemption", code="three", optional=True))
    page = shopper.get("/checkout/")

    assert f"3.00 off: {MINUS}€3.00" in text_of(page)
    assert hidden_fields(page)["seen_total"] == "32.23"
    answer = shopper.submit(hidden_fields(page), redeem="three")
    assert answer.status_code == 303
    assert Order.objects.get().total == Decimal("29.23")


def test_what_would_be_redeemed_is_shown_before(shopper: Visitor, grant: Grant) -> None:
    grant(off("3.00", "redemption", code="three", optional=True))
    page = shopper.get("/checkout/?redeem=three")

    assert "Place order · €29.23" in text_of(page)
    assert 'value="three" checked' in page.content.decode()
    assert shopper.submit(hidden_fields(page), redeem="three").status_code == 303


def test_what_a_declined_order_has_redeemed_is_missed_and_not_in_silence(
    shopper: Visitor, grant: Grant
) -> None:
    """Points come back by a worker, in a moment; until then nobody offers them."""
    grant(off("3.00", "redemption", code="three", optional=True))
    hidden = shopper.open_checkout()

    order_placed.connect(vouchers.spend_vouchers)
    page = shopper.submit(hidden, redeem="three", card_number=shop.DECLINED)
    order_placed.disconnect(vouchers.spend_vouchers)

    assert page.status_code == 422
    assert "What you chose to redeem is not taken off here." in text_of(page)


def test_what_cannot_be_redeemed_any_more_is_said(shopper: Visitor, grant: Grant) -> None:
    grant(off("3.00", "redemption", code="three", optional=True))
    hidden = shopper.open_checkout()
    grant()

    page = shopper.submit(hidden, redeem="three")

    assert page.status_code == 422
    assert "is not available any more" in text_of(page)
    assert '<a href="#id_redeem">' in page.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize("code", ["redeem-100", "x" * 65, "\x00"])
def test_codes_that_were_never_offered_are_refused(shopper: Visitor, code: str) -> None:
    page = shopper.submit(redeem=code)

    assert page.status_code == 422
    assert not Order.objects.exists()


# --- what it costs us ----------------------------------------------------------------------


def test_the_form_costs_one_statement_or_none(shopper: Visitor) -> None:
    forget_offers()

    with statements() as asked:
        shopper.get("/checkout/")
    assert len(asked) == 1, asked  # the offers; the session comes from the cache

    with statements() as asked_again:
        shopper.get("/checkout/")
    assert not asked_again


def test_the_order_of_a_guest_costs_at_most_25_statements(shopper: Visitor) -> None:
    hidden = shopper.open_checkout()

    with statements() as asked:
        answer = shopper.submit(hidden)

    assert answer.status_code == 303
    assert len(asked) <= 25, asked
