"""The page of a customer in the admin: what every app knows, export and closing."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import CustomerNote, User
from accounts.services import add_customer_note, close_account
from orders import services
from tests.accounts.factories import AddressFactory, UserFactory, client_with, group
from tests.loyalty.factories import AccountFactory
from tests.notifications.factories import MessageFactory
from tests.orders.factories import OrderFactory

pytestmark = pytest.mark.django_db


def _page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


@pytest.fixture
def customer() -> User:
    customer = UserFactory.create()
    AddressFactory.create(customer=customer, city="Görlitz")
    AccountFactory.create(customer=customer, balance=120)
    MessageFactory.create(recipient=customer, subject="Your parcel is on its way")
    paid = OrderFactory.create(customer=customer, paid=True, refunded=Decimal("1.90"))
    OrderFactory.create(customer=customer)
    services.add_note(order_id=paid.pk, author_id=None, text="Rings twice.")
    add_customer_note(customer_id=customer.pk, author_id=None, text="Collects teapots.")
    return customer


@pytest.mark.parametrize(("term", "found"), [("ADA@", True), ("example", False)])
def test_customers_are_found_by_the_beginning_of_the_address(
    admin_client: Client, term: str, found: bool
) -> None:
    UserFactory.create(email="ada@example.com")
    page = admin_client.get("/admin/accounts/user/", {"q": term}).text
    assert ("ada@example.com" in page) is found


def test_customer_page_shows_what_every_app_knows(admin_client: Client, customer: User) -> None:
    page = admin_client.get(_page(customer)).text

    assert "<strong>€15.00</strong> spent, 2 orders." in page
    assert "Rings twice." in page
    assert "Collects teapots." in page
    assert "Görlitz" in page
    assert "<strong>120</strong> points" in page
    assert "Your parcel is on its way" in page
    assert "Export personal data" in page
    assert "Close the account" in page


def test_customer_page_shows_what_the_user_may_view(customer: User) -> None:
    client = client_with("view_user", "view_order", is_staff=True)

    page = client.get(_page(customer)).text

    assert "2 orders." in page
    for hidden in (
        "Görlitz",
        "Rings twice.",
        "points",
        "Your parcel",
        "Export personal",
        "Close the account",
    ):
        assert hidden not in page.partition("<main")[2], hidden


def test_staff_page_offers_no_closing(admin_client: Client) -> None:
    staff = UserFactory.create(is_staff=True)

    assert "Close the account" not in admin_client.get(_page(staff)).text


def _support(client: Client) -> User:
    staff: User = UserFactory.create(is_staff=True)
    staff.groups.add(group("Support"))
    client.force_login(staff)
    return staff


def _note(customer: User) -> str:
    return reverse("admin:accounts_user_note", args=[customer.pk])


def test_note_is_shown_with_its_author(client: Client, customer: User) -> None:
    staff = _support(client)

    answer = client.post(_note(customer), {"text": "Prefers <b>blue</b>.\r\nCall first."})

    assert answer.headers["Location"] == _page(customer)
    page = client.get(_page(customer)).text
    assert f"Prefers &lt;b&gt;blue&lt;/b&gt;.<br>Call first.<br><small>{staff.email}," in page


def test_note_that_is_sent_twice_is_added_once(client: Client, customer: User) -> None:
    _support(client)

    for text in ("Call first.", "Call first.", "Called.", "Call first."):
        client.post(_note(customer), {"text": text})

    added = CustomerNote.objects.exclude(author=None).values_list("text", flat=True)
    assert list(added) == ["Call first.", "Called.", "Call first."]


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_unsuitable_note_is_shown_again(client: Client, customer: User, text: str) -> None:
    _support(client)

    answer = client.post(_note(customer), {"text": text})

    assert answer.status_code == 422
    assert text.strip() in answer.text
    assert customer.notes.count() == 1


def test_export_contains_the_notes(admin_client: Client, customer: User) -> None:
    chosen = {"action": "export_data", "_selected_action": [customer.pk]}

    data = admin_client.post(reverse("admin:accounts_user_changelist"), chosen).json()

    (note,) = data["accounts"]["notes"]
    assert note["text"] == "Collects teapots."


def test_notes_are_erased_with_the_account(customer: User) -> None:
    author = UserFactory.create()
    other = UserFactory.create()
    add_customer_note(customer_id=other.pk, author_id=author.pk, text="Likes tea.")
    customer.orders.all().delete()

    for user in (customer, author):
        close_account(user_id=user.pk)

    (kept,) = CustomerNote.objects.all()
    assert (kept.text, kept.author) == ("Likes tea.", None)
