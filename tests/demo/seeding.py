"""The demo shop: what it is filled with, and that filling it twice is filling it once."""

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
    """What the command says of the shop that it has filled."""
    call_command("seed_demo")
    return capsys.readouterr().out


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
    }


def test_the_demo_shop_has_full_shelves_and_a_few_empty_ones(demo_shop: str) -> None:
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


def test_the_demo_shop_has_two_accounts_and_orders_in_every_state(demo_shop: str) -> None:
    customer, staff = User.objects.order_by("is_staff")
    assert not customer.is_superuser
    assert staff.is_staff
    assert staff.is_superuser
    assert all(account.check_password(PASSWORD) for account in (customer, staff))

    assert set(Order.objects.values_list("status", flat=True)) == set(Status)
    assert Order.objects.filter(customer=None).exists()  # guests buy, too
    # The workers have nothing left to do: what follows from the orders has followed.
    assert not Delivery.objects.open().exclude(receiver="orders.charge_payment").exists()
    assert Account.objects.get(customer=customer).balance > 0
    assert Message.objects.filter(recipient=customer).exists()


def test_the_demos_customer_is_told_of_each_tier_once(demo_shop: str) -> None:
    """What is refunded takes nobody back over a threshold that they have crossed."""
    told = Message.objects.filter(type="tier").values_list("context__tier", flat=True)
    assert list(told) == ["Silver"]


def test_filling_the_demo_shop_twice_changes_nothing(
    demo_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything()

    call_command("seed_demo")

    assert everything() == before
    assert "nothing was changed" in capsys.readouterr().out
    assert " 10 orders, " in demo_shop
