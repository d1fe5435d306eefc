"""The addresses that a customer saves: list, add, change, delete, and the default one."""

from typing import Any

import pytest
from django.test import Client

from accounts import services
from accounts.models import Address, User
from storefront.addresses import PostalAddress
from tests.accounts.factories import AddressFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, ADD = "/account/addresses/", "/account/addresses/add/"
BERLIN = {
    "name": "Ada Winter",
    "address": "Lindenstraße 12",
    "postcode": "D-10969",
    "city": "Berlin",
    "state": "",
    "country": "DE",
}


@pytest.fixture
def ada(client: Client) -> User:
    """A customer who is signed in."""
    user = UserFactory.create()
    client.force_login(user)
    return user


def defaults(user: User) -> list[str]:
    return [address.name for address in Address.objects.filter(customer=user, is_default=True)]


def typed(address: Address, **changes: Any) -> dict[str, Any]:
    """Return what the form of an address sends."""
    return {**BERLIN, "name": address.name, "version": address.version, **changes}


def test_added_address_is_normalised_and_listed_once(client: Client, ada: User) -> None:
    for _ in range(2):
        page = client.post(ADD, BERLIN, follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert page.text.count("Ada Winter, Lindenstraße 12, 10969 Berlin, Germany") == 1
    assert defaults(ada) == ["Ada Winter"]
    assert Address.objects.count() == 1


def test_address_is_checked_as_at_the_checkout(client: Client, ada: User) -> None:
    page = client.post(ADD, {**BERLIN, "name": "\u200b", "postcode": "SW1Y 4JH"})

    assert page.status_code == 422
    assert "Enter the name for the parcel." in page.text
    assert "A postcode in Germany looks like 10115." in page.text
    assert not Address.objects.exists()


def test_address_is_changed_once(client: Client, ada: User) -> None:
    address = AddressFactory.create(customer=ada)
    change = typed(address, city="Potsdam", postcode="14467")

    for _ in range(2):
        assert client.post(address.get_absolute_url(), change).status_code == 302

    address.refresh_from_db()
    assert (address.city, address.version) == ("Potsdam", 2)


def test_number_of_addresses_is_limited(client: Client, ada: User) -> None:
    AddressFactory.create_batch(services.MAX_ADDRESSES, customer=ada)

    page = client.post(ADD, BERLIN)

    assert page.status_code == 422
    assert "You have saved 20 addresses, which is the maximum." in page.text
    assert "Add an address" not in client.get(LIST).text


def test_older_form_does_not_overwrite_a_newer_change(client: Client, ada: User) -> None:
    address = AddressFactory.create(customer=ada)
    client.post(address.get_absolute_url(), typed(address, city="Potsdam"))

    page = client.post(address.get_absolute_url(), typed(address, city="Hamburg"))

    assert page.status_code == 409
    assert "10969 Potsdam" in page.text
    assert 'value="Hamburg"' in page.text
    assert Address.objects.get().city == "Potsdam"
    again = typed(address, city="Hamburg", version=page.context["form"]["version"].value())
    assert client.post(address.get_absolute_url(), again).status_code == 302
    assert Address.objects.get().city == "Hamburg"


def test_change_to_another_saved_address_is_refused(client: Client, ada: User) -> None:
    first, second = AddressFactory.create_batch(2, customer=ada)

    page = client.post(second.get_absolute_url(), typed(second, name=first.name))

    assert page.status_code == 422
    assert "You have saved this address already." in page.text


def test_customer_has_one_default_address(client: Client, ada: User) -> None:
    AddressFactory.create(customer=ada, name="Home", is_default=True)
    office = AddressFactory.create(customer=ada, name="Office")

    client.post(f"{office.get_absolute_url()}default/")

    assert defaults(ada) == ["Office"]


def test_deleted_default_address_is_replaced(client: Client, ada: User) -> None:
    home = AddressFactory.create(customer=ada, name="Home", is_default=True)
    AddressFactory.create(customer=ada, name="Office")

    for _ in range(2):
        assert client.post(f"{home.get_absolute_url()}delete/").status_code == 302

    assert defaults(ada) == ["Office"]
    assert Address.objects.count() == 1


def test_addresses_of_others_are_out_of_reach(client: Client, ada: User) -> None:
    other = AddressFactory.create(name="Ben", is_default=True)
    path = other.get_absolute_url()

    assert client.get(path).status_code == 404
    assert client.post(path, typed(other, city="Hamburg")).status_code == 404
    assert client.post(f"{path}default/").status_code == 404
    client.post(f"{path}delete/")
    assert Address.objects.get().city == "Berlin"
    assert "Ben" not in client.get(LIST).text


ORDERED = PostalAddress(
    name="Ada", address="1 High Street", postcode="N1 9GU", city="London", country="GB"
)


def test_address_of_an_order_is_saved_once(ada: User) -> None:
    for _ in range(2):
        services.save_ordered_address(customer_id=ada.pk, address=ORDERED)

    assert Address.objects.get(customer=ada).postal_address == ORDERED


def test_address_for_a_closed_account_is_not_saved(ada: User) -> None:
    services.save_ordered_address(customer_id=ada.pk + 1, address=ORDERED)

    assert not Address.objects.exists()
