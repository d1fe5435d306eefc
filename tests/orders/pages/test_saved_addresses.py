"""Saved addresses at the checkout: offered, chosen, and saved with an order."""

import pytest

from accounts.models import Address, User
from accounts.receivers import answer_saved_addresses
from accounts.services import MAX_ADDRESSES
from events.testing import assert_published, deliver_all
from orders.models import Order
from orders.signals import AddressSaveRequested, OrderAddress, order_address, saved_addresses
from tests.accounts.factories import AddressFactory
from tests.orders.pages.visitor import Shopper, text_of, value_of

pytestmark = pytest.mark.usefixtures("goods")


@pytest.fixture
def shopper(goods: None, visitor: Shopper, ada: User) -> Shopper:
    """A signed-in customer with a mug in the basket."""
    visitor.client.force_login(ada)
    visitor.choose("TALL-MUG", 1)
    return visitor


@pytest.fixture
def office(ada: User) -> Address:
    return AddressFactory.create(
        customer=ada,
        address="1 Main Street",
        postcode="94103",
        city="Oakland",
        state="CA",
        country="US",
    )


@pytest.fixture
def home(ada: User) -> Address:
    return AddressFactory.create(customer=ada, is_default=True)


@pytest.mark.usefixtures("office", "home")
def test_checkout_starts_with_the_default_address(shopper: Shopper) -> None:
    page = shopper.get("/checkout/")

    assert value_of(page, "address") == "Lindenstraße 12"
    assert value_of(page, "email") == "ada@example.com"
    assert "Lindenstraße 12, 10969 Berlin, Germany Entered below" in text_of(page)


@pytest.mark.usefixtures("home")
def test_button_chooses_an_address_and_keeps_the_email(shopper: Shopper, office: Address) -> None:
    page = shopper.submit(saved_address=str(office.pk), email="work@example.com", address="?")

    assert page.status_code == 200
    assert value_of(page, "email") == "work@example.com"
    assert value_of(page, "address") == "1 Main Street"
    assert '<option value="CA" selected>' in page.text
    assert '<option value="US" selected>' in page.text
    assert not Order.objects.exists()


def test_button_of_a_deleted_address_keeps_what_was_typed(shopper: Shopper) -> None:
    page = shopper.submit(saved_address="4711", address="7 New Road")

    assert value_of(page, "address") == "7 New Road"


@pytest.mark.usefixtures("home")
def test_rejected_form_keeps_what_was_typed(shopper: Shopper) -> None:
    page = shopper.submit(address="7 New Road", postcode="?")

    assert page.status_code == 422
    assert value_of(page, "address") == "7 New Road"
    assert "Entered below" not in text_of(page)


@pytest.mark.usefixtures("home")
def test_guest_is_offered_no_addresses(visitor: Shopper) -> None:
    visitor.choose("TALL-MUG", 1)

    page = visitor.get("/checkout/")

    assert "Lindenstraße" not in page.text
    assert "Save this address" not in page.text


def test_full_address_book_offers_no_saving(shopper: Shopper, ada: User) -> None:
    assert "Save this address" in shopper.get("/checkout/").text

    AddressFactory.create_batch(MAX_ADDRESSES, customer=ada)

    assert "Save this address" not in shopper.get("/checkout/").text


def test_shop_sells_without_an_app_that_saves(shopper: Shopper) -> None:
    saved_addresses.disconnect(answer_saved_addresses)
    try:
        assert "Save this address" not in shopper.get("/checkout/").text
        assert shopper.submit().status_code == 303
    finally:
        saved_addresses.connect(answer_saved_addresses)


def test_address_is_saved_for_the_next_order(shopper: Shopper) -> None:
    shopper.submit(save_address="on")
    deliver_all()

    assert_published(AddressSaveRequested, times=1)
    shopper.choose("TALL-MUG", 1)
    page = shopper.get("/checkout/")
    assert "SW1Y 4JH London, United Kingdom Entered below" in text_of(page)


def test_address_is_saved_on_request_only(shopper: Shopper) -> None:
    shopper.submit()

    assert_published(AddressSaveRequested, times=0)


def test_address_of_a_guest_is_not_saved(visitor: Shopper) -> None:
    visitor.choose("TALL-MUG", 1)
    visitor.submit(save_address="on")

    assert_published(AddressSaveRequested, times=0)


def test_address_of_an_order_is_answered(shopper: Shopper) -> None:
    shopper.submit()

    (address,) = order_address.ask(OrderAddress(order_id=Order.objects.get().pk))

    assert (address.name, address.postcode) == ("Ada Lovelace", "SW1Y 4JH")
