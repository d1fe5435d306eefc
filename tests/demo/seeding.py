"""Filling the demo shop, once and twice."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import User
from events.models import Delivery
from examples.demo.accounts import PASSWORD
from examples.demo.goods import THRESHOLD
from inventory.models import Category, Product
from loyalty.models import Account
from notifications.models import Message
from orders.models import Order, Status

# One seeded order gets no answer from the bank at first.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("failing_receivers")]


@pytest.fixture
def demo_shop(capsys: pytest.CaptureFixture[str]) -> str:
    """Fill the shop, and return the output of the command."""
    call_command("seed_demo")
    return capsys.readouterr().out


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
    }


def test_products_cover_every_stock_level(demo_shop: str) -> None:
    assert Category.objects.count() == 6
    assert 55 <= Product.objects.count() <= 65
    on_sale = Product.objects.filter(status="on_sale")
    assert on_sale.filter(stock__available__range=(1, THRESHOLD)).count() >= 3
    assert on_sale.filter(stock__available=0).count() == 1
    assert Product.objects.filter(status="withdrawn").count() == 1
    for category in Category.objects.all():
        assert 8 <= category.products.count() <= 12, category
    assert not Product.objects.filter(description="").exists()
    assert not Product.objects.filter(emoji="").exists()


def test_two_accounts_and_orders_in_every_status(demo_shop: str) -> None:
    customer, staff = User.objects.order_by("is_staff")
    assert not customer.is_superuser
    assert staff.is_staff
    assert staff.is_superuser
    assert all(account.check_password(PASSWORD) for account in (customer, staff))

    assert set(Order.objects.values_list("status", flat=True)) == set(Status)
    assert Order.objects.filter(customer=None).exists()  # a guest's order
    # Everything that follows from the orders is delivered.
    assert not Delivery.objects.open().exclude(receiver="orders.charge_payment").exists()
    assert Account.objects.get(customer=customer).balance > 0
    assert Message.objects.filter(recipient=customer).exists()


def test_customer_is_notified_of_each_tier_once(demo_shop: str) -> None:
    """A refund does not move the customer below a tier that was reached."""
    tiers = Message.objects.filter(type="tier").values_list("context__tier", flat=True)
    assert list(tiers) == ["Silver"]


def test_second_fill_changes_nothing(demo_shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything()

    call_command("seed_demo")

    assert everything() == before
    assert "nothing was changed" in capsys.readouterr().out
    assert " 10 orders, " in demo_shop
