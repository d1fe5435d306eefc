"""Points at the checkout: what is offered, what is redeemed, what an order comes to."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.testing import deliver_all
from inventory.services import change_product
from loyalty import receivers
from loyalty.models import Account
from orders import services
from orders.models import Status
from orders.offers import offers_shown
from orders.signals import AdjustmentRefused, CheckoutAdjustments, checkout_adjustments
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.loyalty.stories import balance, ledger
from tests.orders import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


@pytest.fixture
def shelf() -> None:
    shop.put_on_shelf("TEAPOT", name="Stoneware teapot", price="20.00")


def customer(*, given: int = 0, earned: int = 0) -> int:
    """The id of a customer with points, and with a tier by what they earned last month."""
    account = AccountFactory.create(balance=given)
    if earned:
        last_month = timezone.now() - timedelta(days=30)
        EntryFactory.create(account=account, points=earned, occurred_at=last_month)
        Account.objects.filter(pk=account.pk).update(balance=given + earned)
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


def test_a_guest_is_offered_nothing() -> None:
    assert offered(None) == {}


def test_all_points_that_the_goods_take_are_offered_and_half_of_them() -> None:
    assert offered(customer(given=850)) == {
        "redeem-800": Decimal("-8.00"),
        "redeem-400": Decimal("-4.00"),
    }


@pytest.mark.parametrize("guest", [True, False])
def test_an_offer_costs_one_statement_and_none_for_a_guest(
    guest: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    question = priced(None if guest else customer(given=850))
    with django_assert_num_queries(0 if guest else 1):
        receivers.offer_benefits(question=question)


def test_gold_is_offered_all_its_benefits() -> None:
    assert list(offered(customer(earned=2000))) == [
        "tier-discount",
        "tier-delivery",
        "redeem-1900",
        "redeem-900",
    ]


def test_an_order_redeems_earns_and_gives_it_all_back() -> None:
    silver = customer(given=300, earned=500)

    order = shop.buy({"TEAPOT": 2}, customer_id=silver, redeem="redeem-800")
    deliver_all()
    assert order.total == Decimal("32.00")  # delivery is free for Silver
    assert balance(silver) == 32
    assert ledger(silver)[-2:] == [("redemption", -800), ("award", 32)]

    services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()
    assert balance(silver) == 800


def test_an_order_of_points_alone_is_paid_and_earns_nothing() -> None:
    silver = customer(given=2000, earned=500)

    order = shop.buy({"TEAPOT": 1}, customer_id=silver, redeem="redeem-2000")
    deliver_all()

    assert (order.status, order.total) == (Status.COMPLETED, Decimal("0.00"))
    assert balance(silver) == 500


def test_points_that_went_into_another_order_are_not_redeemed_again() -> None:
    rich = customer(given=1000)
    shop.place({"TEAPOT": 1}, customer_id=rich, redeem="redeem-500")

    with pytest.raises(AdjustmentRefused):
        shop.place({"TEAPOT": 1}, customer_id=rich, redeem="redeem-1000")

    assert balance(rich) == 500


def test_what_an_old_price_let_a_customer_redeem_is_not_offered_again() -> None:
    """The cache was not told of the new price, as where a process died after the commit."""
    rich = customer(given=100)
    assert offers_shown(["TEAPOT"])["TEAPOT"].price == Decimal("20.00")
    change_product(sku="TEAPOT", price=Decimal("0.50"))

    with pytest.raises(AdjustmentRefused):
        shop.place({"TEAPOT": 1}, customer_id=rich, redeem="redeem-100")

    assert offers_shown(["TEAPOT"])["TEAPOT"].price == Decimal("0.50")


def test_an_offer_made_to_somebody_else_is_not_redeemed() -> None:
    customer(given=1000)
    poor = customer(given=99)

    with pytest.raises(AdjustmentRefused):
        shop.place({"TEAPOT": 1}, customer_id=poor, redeem="redeem-1000")

    assert balance(poor) == 99


def test_a_declined_order_gives_the_points_back() -> None:
    rich = customer(given=1000)
    order = shop.place({"TEAPOT": 1}, customer_id=rich, redeem="redeem-1000").order
    assert balance(rich) == 0

    shop.pay(order, shop.DECLINED)
    deliver_all()

    assert balance(rich) == 1000
