"""Points at the checkout: offers, redemptions and awards."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from events.testing import deliver_all
from loyalty import receivers
from loyalty.models import Account
from orders import services
from orders.models import Status
from orders.signals import CheckoutAdjustments, checkout_adjustments
from tests.counting import statements
from tests.loyalty.factories import AccountFactory, EntryFactory, balance, ledger
from tests.orders import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


@pytest.fixture
def shelf() -> None:
    shop.put_on_shelf("TEAPOT", name="Stoneware teapot", price="20.00")


def customer(*, granted: int = 0, earned: int = 0) -> int:
    """Return a customer with granted points, and points earned last month."""
    account = AccountFactory.create(balance=granted)
    if earned:
        last_month = timezone.now() - timedelta(days=30)
        EntryFactory.create(account=account, points=earned, occurred_at=last_month)
        Account.objects.filter(pk=account.pk).update(balance=granted + earned)
    return int(account.pk)


def priced(customer_id: int | None) -> CheckoutAdjustments:
    return CheckoutAdjustments(
        lines=(),
        goods_listed=Decimal("20.00"),
        shipping_listed=Decimal("4.90"),
        customer_id=customer_id,
    )


def offered(customer_id: int | None) -> dict[str, Decimal]:
    return {offer.code: offer.amount for offer in checkout_adjustments.ask(priced(customer_id))}


def test_guest_gets_no_offer() -> None:
    assert offered(None) == {}


@pytest.mark.parametrize("guest", [True, False])
def test_offers_need_one_statement(guest: bool) -> None:
    question = priced(None if guest else customer(granted=850))
    with statements(exactly=0 if guest else 1):
        receivers.offer_adjustments(question=question)


def test_gold_gets_discount_and_free_shipping() -> None:
    assert offered(customer(earned=2000)) == {
        "redeem-1900": Decimal("-19.00"),
        "redeem-900": Decimal("-9.00"),
        "tier-discount": Decimal("-1.00"),
        "tier-shipping": Decimal("-4.90"),
    }


def test_cancelled_order_restores_the_points() -> None:
    silver = customer(granted=300, earned=500)

    order = shop.buy({"TEAPOT": 2}, customer_id=silver, redeem="redeem-800")
    deliver_all()
    assert order.total == Decimal("32.00")  # delivery is free for Silver
    assert balance(silver) == 32
    assert ledger(silver)[-2:] == [("redemption", -800), ("award", 32)]

    services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()
    assert balance(silver) == 800


def test_order_paid_with_points_alone_earns_none() -> None:
    silver = customer(granted=2000, earned=500)

    order = shop.buy({"TEAPOT": 1}, customer_id=silver, redeem="redeem-2000")
    deliver_all()

    assert (order.status, order.total) == (Status.COMPLETED, Decimal("0.00"))
    assert balance(silver) == 500
