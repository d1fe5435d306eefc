"""The test gateway keeps the contract of gateways."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from orders.gateway import ChargeStatus, GatewayTimeout, TestGateway, payment_gateway
from orders.gateway.contract import GatewayContract
from orders.models import Charge
from tests.orders import banks, shop

pytestmark = pytest.mark.django_db

TEN = Decimal("10.00")


class TestTestGateway(GatewayContract):
    gateway = TestGateway()
    accepted_token = shop.token()
    declined_token = shop.token(shop.DECLINED)


def test_settings_name_the_gateway(settings: Settings) -> None:
    assert type(payment_gateway()) is TestGateway
    settings.PAYMENT_GATEWAY = "tests.orders.banks.UnavailableBank"
    assert type(payment_gateway()) is banks.UnavailableBank


def test_lost_answer_is_found_with_the_same_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    bank, token = TestGateway(), shop.token(shop.ANSWER_LOST)
    with pytest.raises(GatewayTimeout):
        bank.charge(key="k", amount=TEN, token=token)

    assert caplog.messages == [
        "Test card 0341: the bank does not answer, on purpose; the shop tries again."
    ]
    assert bank.charge(key="k", amount=TEN, token=token).status is ChargeStatus.CAPTURED


def test_charge_that_times_out_is_unknown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    bank = TestGateway()
    for _ in range(2):
        with pytest.raises(GatewayTimeout):
            bank.charge(key="k", amount=TEN, token=shop.token(shop.TIMES_OUT))

    assert bank.status(key="k").status is ChargeStatus.UNKNOWN
    assert ["on purpose" in message for message in caplog.messages] == [True, True]


def test_invented_token_is_declined() -> None:
    for token in ("invented", "4242424242424242", "test 1234"):
        result = TestGateway().charge(key=token, amount=TEN, token=token)
        assert result.status is ChargeStatus.DECLINED


def test_cents_add_up_where_decimals_are_floats() -> None:
    """SQLite adds 0.10 and 0.20 to a little more than 0.30."""
    bank = TestGateway()
    bank.charge(key="k", amount=Decimal("0.30"), token=shop.token())
    bank.refund(charge_key="k", key="first", amount=Decimal("0.10"))
    bank.refund(charge_key="k", key="second", amount=Decimal("0.20"))
    assert Charge.objects.get(key="k").refunded == Decimal("0.30")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("orders.gateway.Nowhere", "cannot be imported"),
        ("orders.nowhere.Gateway", "cannot be imported"),
        ("orders.gateway.TestCard", "lacks payment_form"),
    ],
)
def test_shop_without_a_usable_gateway_does_not_start(
    settings: Settings, name: str, message: str
) -> None:
    settings.PAYMENT_GATEWAY = name
    with pytest.raises(ImproperlyConfigured, match=f"^PAYMENT_GATEWAY: .*{message}"):
        apps.get_app_config("orders").ready()
