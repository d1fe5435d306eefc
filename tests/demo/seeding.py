"""Filling the demo shop, once and twice."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import User
from events.models import Delivery, StoredEvent
from examples.demo.accounts import PASSWORD
from examples.demo.goods import THRESHOLD
from inventory.models import Category, Product
from loyalty.models import Account
from notifications.models import Message
from orders.models import Order, Status

# One seeded order gets no answer from the bank at first.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("failing_receivers")]

DAY = timedelta(days=1)


@pytest.fixture(scope="session")
def demo_shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """Fill the shop once for all tests of this process; return the output of the command."""
    out = StringIO()
    with django_db_blocker.unblock():
        call_command("seed_demo", stdout=out)
    return out.getvalue()


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


def test_history_covers_the_last_two_months(demo_shop: str) -> None:
    now = timezone.now()
    ages = sorted((now - order.placed_at).days for order in Order.objects.all())
    assert ages[-1] == 59
    assert len({age // 7 for age in ages}) >= 8  # every week has orders
    delivered = Order.objects.filter(delivered_at__isnull=False)
    assert delivered.count() > 10
    assert not delivered.filter(shipped_at__lte=F("paid_at") + DAY).exists()
    assert not delivered.filter(delivered_at__lt=F("shipped_at")).exists()
    assert not delivered.filter(paid_at__lt=F("placed_at")).exists()
    assert not Product.objects.filter(created__gte=now - timedelta(days=60)).exists()


def test_flow_of_a_past_order_is_in_the_past(demo_shop: str) -> None:
    order = Order.objects.earliest("placed_at")
    assert order.delivered_at
    for stored in StoredEvent.objects.filter(correlation_id=order.pk):
        assert order.placed_at - DAY < stored.occurred_at < order.delivered_at + DAY
        for run in stored.receiver_runs:
            started_at = datetime.fromisoformat(run["started_at"])
            assert abs(started_at - stored.occurred_at) < timedelta(hours=1)
        for delivery in stored.deliveries.all():
            assert delivery.finished_at
            assert abs(delivery.finished_at - stored.occurred_at) < timedelta(hours=1)
    receipt = Message.objects.earliest("created_at")
    assert timezone.now() - receipt.created_at > timedelta(days=50)
    unread = Message.objects.filter(recipient=User.objects.get(is_staff=False), read_at=None)
    assert unread.exists()
    assert not unread.filter(created_at__lt=timezone.now() - timedelta(days=8)).exists()


def test_second_fill_changes_nothing(demo_shop: str) -> None:
    before, out = everything(), StringIO()

    call_command("seed_demo", stdout=out)

    assert everything() == before
    assert "nothing was changed" in out.getvalue()
    assert " 24 orders, " in demo_shop
