"""Saved addresses at the checkout: offered, chosen, and saved with an order."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from accounts.models import User
from accounts.receivers import answer_saved_addresses
from events.testing import assert_published, deliver_all
from orders.models import Order
from orders.signals import (
    AddressBook,
    AddressSaveRequested,
    OrderAddress,
    SavedAddress,
    SavedAddresses,
    order_address,
    saved_addresses,
)
from storefront.addresses import PostalAddress
from tests.orders.pages.visitor import Shopper, text_of, value_of

pytestmark = pytest.mark.usefixtures("goods")

HOME = PostalAddress(
    name="Ada Winter", address="Lindenstraße 12", postcode="10969", city="Berlin", country="DE"
)
OFFICE = PostalAddress(
    name="Ada Winter", address="1 Main Street", postcode="94103", city="Oakland", country="US",
    state="CA",
)  # fmt: skip

type Offer = Callable[[AddressBook], None]


@pytest.fixture
def offer() -> Iterator[Offer]:
    """Return a function that sets the only answer to `saved_addresses`; first there is none."""
    answers: list[AddressBook] = []

    def answer_with_book(*, question: SavedAddresses, **kwargs: object) -> Sequence[AddressBook]:
        return answers

    saved_addresses.disconnect(answer_saved_addresses)
    saved_addresses.connect(answer_with_book)
    yield answers.append
    saved_addresses.disconnect(answer_with_book)
    saved_addresses.connect(answer_saved_addresses)


@pytest.fixture
def shopper(visitor: Shopper, ada: User) -> Shopper:
    """A signed-in customer with a mug in the basket."""
    visitor.client.force_login(ada)
    visitor.choose("TALL-MUG", 1)
    return visitor


def book(*, has_room: bool = True) -> AddressBook:
    addresses = (
        SavedAddress(code="office", address=OFFICE, is_default=False),
        SavedAddress(code="home", address=HOME, is_default=True),
    )
    return AddressBook(addresses=addresses, has_room=has_room)


def test_checkout_starts_with_the_default_address(shopper: Shopper, offer: Offer) -> None:
    offer(book())

    page = shopper.get("/checkout/")

    assert value_of(page, "address") == "Lindenstraße 12"
    assert value_of(page, "email") == "ada@example.com"
    assert "Lindenstraße 12, 10969 Berlin, Germany Entered below" in text_of(page)


def test_button_chooses_an_address_and_keeps_what_was_typed(shopper: Shopper, offer: Offer) -> None:
    offer(book())

    page = shopper.submit(saved_address="office", email="work@example.com", address="?")

    assert page.status_code == 200
    assert value_of(page, "email") == "work@example.com"
    assert value_of(page, "address") == "1 Main Street"
    assert '<option value="CA" selected>' in page.text
    assert '<option value="US" selected>' in page.text
    assert not Order.objects.exists()


def test_button_of_a_deleted_address_keeps_what_was_typed(shopper: Shopper, offer: Offer) -> None:
    offer(AddressBook(addresses=(), has_room=True))

    page = shopper.submit(saved_address="office", address="7 New Road")

    assert value_of(page, "address") == "7 New Road"


def test_rejected_form_keeps_what_was_typed(shopper: Shopper, offer: Offer) -> None:
    offer(book())

    page = shopper.submit(address="7 New Road", postcode="?")

    assert page.status_code == 422
    assert value_of(page, "address") == "7 New Road"
    assert "Entered below" not in text_of(page)


def test_guest_is_offered_no_addresses(visitor: Shopper, offer: Offer) -> None:
    offer(book())
    visitor.choose("TALL-MUG", 1)

    page = visitor.get("/checkout/")

    assert "Lindenstraße" not in page.text
    assert "Save this address" not in page.text


def test_full_address_book_offers_no_saving(shopper: Shopper, offer: Offer) -> None:
    offer(book(has_room=False))

    assert "Save this address" not in shopper.get("/checkout/").text


def test_shop_sells_without_an_app_that_saves(shopper: Shopper, offer: Offer) -> None:
    assert "Save this address" not in shopper.get("/checkout/").text

    assert shopper.submit().status_code == 303
    assert Order.objects.count() == 1


def test_chosen_address_is_saved_for_the_next_order(shopper: Shopper) -> None:
    assert "Save this address" in shopper.get("/checkout/").text

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
