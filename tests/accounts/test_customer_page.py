"""The page of a customer in the admin: what every app knows, export and closing."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from orders import services
from tests.accounts.factories import AddressFactory, UserFactory
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
    return customer


def test_customer_page_shows_what_every_app_knows(admin_client: Client, customer: User) -> None:
    page = admin_client.get(_page(customer)).text

    assert "<strong>€15.00</strong> spent, 2 orders." in page
    assert "Rings twice." in page
    assert "Görlitz" in page
    assert "<strong>120</strong> points" in page
    assert "Your parcel is on its way" in page
    assert "Export personal data" in page
    assert "Close the account" in page


def test_customer_page_shows_what_the_user_may_view(client: Client, customer: User) -> None:
    staff = UserFactory.create(is_staff=True)
    codenames = ["view_user", "view_order"]
    staff.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(staff)

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
