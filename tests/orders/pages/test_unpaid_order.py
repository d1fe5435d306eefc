"""An order that waits for its payment: another card, and cancelling."""

import pytest

from events.testing import deliver_all
from orders import services
from orders.models import Order
from tests.orders import shop
from tests.orders.pages.visitor import CARD, Shopper, text_of

pytestmark = pytest.mark.usefixtures("goods")


@pytest.fixture
def declined(visitor: Shopper) -> Order:
    """An order of the visitor whose first card was declined."""
    visitor.choose("TALL-MUG")
    visitor.submit(card_number="4000 0000 0000 9995")
    deliver_all()
    return Order.objects.get()


# --- another card ----------------------------------------------------------------------------


def test_declined_payment_is_explained_and_another_card_offered(
    visitor: Shopper, declined: Order
) -> None:
    page = visitor.get(declined.get_absolute_url())

    text = text_of(page)
    assert 'data-status="pending"' in page.content.decode()
    assert "The payment was not accepted" in text
    assert "there is not enough money on the card. Nothing has been charged." in text
    assert f"Your items are reserved until {declined.expires_at:%H:%M}" in text
    assert 'name="card_number"' in page.content.decode()
    assert "Cancel this order" in text


def test_another_card_pays_the_order_once(visitor: Shopper, declined: Order) -> None:
    pay = f"{declined.get_absolute_url()}pay/"

    page = visitor.follow(visitor.post(pay, {**CARD, "attempts": "1"}))
    assert "Waiting for the bank" in text_of(page)
    deliver_all()
    page = visitor.follow(visitor.post(pay, {**CARD, "attempts": "1"}))

    assert "This order is already paid." in text_of(page)
    assert "Paid with Visa" in text_of(page)
    assert 'name="card_number"' not in page.text
    assert declined.payments.count() == 2
    assert shop.taken(declined) == declined.total


def test_invalid_card_is_explained_on_the_page(visitor: Shopper, declined: Order) -> None:
    page = visitor.post(f"{declined.get_absolute_url()}pay/", {**CARD, "card_number": "4242"})

    assert page.status_code == 422
    assert "A card number has 12 to 19 digits." in text_of(page)
    assert declined.payments.count() == 1


def test_second_form_after_another_decline_pays_nothing(visitor: Shopper, declined: Order) -> None:
    another = {**CARD, "card_number": "4000 0000 0000 0002", "attempts": "1"}
    visitor.post(f"{declined.get_absolute_url()}pay/", another)
    deliver_all()

    page = visitor.follow(visitor.post(f"{declined.get_absolute_url()}pay/", another))

    assert "This form has been sent before." in text_of(page)
    assert declined.payments.count() == 2


# --- cancelling ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid", "text"), [(False, "Nothing has been charged."), (True, "We refund what you paid")]
)
def test_order_is_cancelled_by_its_guest(
    buyer: Shopper, unpaid: Order, paid: bool, text: str
) -> None:
    if paid:
        deliver_all()

    page = buyer.follow(buyer.post(f"{unpaid.get_absolute_url()}cancel/", {}))

    assert f"Order {unpaid.number} is cancelled." in text_of(page)
    assert f"You cancelled this order {text}" in text_of(page)
    deliver_all()
    assert shop.taken(unpaid) == 0


def test_shipped_order_is_not_cancelled(buyer: Shopper, unpaid: Order) -> None:
    deliver_all()
    services.ship_order(order_id=unpaid.pk, tracking_number="1Z-999")

    page = buyer.follow(buyer.post(f"{unpaid.get_absolute_url()}cancel/", {}))

    assert "This order is shipped and cannot be cancelled any more." in text_of(page)
    assert "Cancel this order" not in text_of(page)
