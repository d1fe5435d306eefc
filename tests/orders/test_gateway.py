"""The test gateway keeps its word: each key is done once, and a voided charge stays voided."""

from decimal import Decimal

import pytest
from pytest_django import Settings

from orders.gateway import (
    TEST_CARDS,
    ChargeStatus,
    Gateway,
    GatewayRefused,
    GatewayTimeout,
    TestGateway,
    payment_gateway,
)
from orders.models import Charge, ChargeRefund
from orders.values import Card
from tests.orders import banks, shop

pytestmark = pytest.mark.django_db

TEN = Decimal("10.00")


@pytest.fixture
def bank() -> Gateway:
    return TestGateway()


def test_the_settings_name_the_gateway(settings: Settings) -> None:
    assert type(payment_gateway()) is TestGateway
    settings.PAYMENT_GATEWAY = "tests.orders.banks.BankThatIsAway"
    assert type(payment_gateway()) is banks.BankThatIsAway


def test_a_key_is_charged_once_whatever_is_asked_again(bank: Gateway) -> None:
    first = bank.charge(key="k", amount=TEN, card=shop.card())
    again = bank.charge(key="k", amount=Decimal("99.00"), card=shop.card(shop.DECLINED))

    assert first == again
    assert first.status is ChargeStatus.CAPTURED


def test_an_unknown_charge_is_unknown(bank: Gateway) -> None:
    assert bank.status(key="never heard of").status is ChargeStatus.UNKNOWN


def test_a_lost_answer_is_a_captured_charge_and_a_time_out_is_none(bank: Gateway) -> None:
    for key in (shop.ANSWER_LOST, shop.TIMES_OUT):
        with pytest.raises(GatewayTimeout):
            bank.charge(key=key, amount=TEN, card=shop.card(key))

    assert bank.status(key=shop.ANSWER_LOST).status is ChargeStatus.CAPTURED
    assert bank.status(key=shop.TIMES_OUT).status is ChargeStatus.UNKNOWN


def test_what_was_voided_is_never_captured(bank: Gateway) -> None:
    assert bank.void(key="k").status is ChargeStatus.VOIDED
    assert bank.charge(key="k", amount=TEN, card=shop.card()).status is ChargeStatus.VOIDED
    assert bank.void(key="k").status is ChargeStatus.VOIDED


@pytest.mark.parametrize("number", [shop.PAYS, shop.DECLINED])
def test_it_is_too_late_to_void_what_was_decided(bank: Gateway, number: str) -> None:
    decided = bank.charge(key="k", amount=TEN, card=shop.card(number))

    assert bank.void(key="k") == decided


def test_a_refund_is_paid_once_for_each_key_and_never_more_than_was_taken(
    bank: Gateway,
) -> None:
    bank.charge(key="k", amount=TEN, card=shop.card())

    bank.refund(charge_key="k", key="first", amount=Decimal("4.00"))
    bank.refund(charge_key="k", key="first", amount=Decimal("4.00"))
    with pytest.raises(GatewayRefused, match="more than what is left"):
        bank.refund(charge_key="k", key="second", amount=Decimal("6.01"))
    bank.refund(charge_key="k", key="second", amount=Decimal("6.00"))

    assert ChargeRefund.objects.count() == 2


@pytest.mark.parametrize("number", [shop.DECLINED, shop.PAYS])
def test_what_was_not_taken_cannot_be_paid_back(bank: Gateway, number: str) -> None:
    bank.charge(key="another", amount=TEN, card=shop.card(number))
    key = "another" if number == shop.DECLINED else "k"

    with pytest.raises(GatewayRefused, match="There is no payment"):
        bank.refund(charge_key=key, key="r", amount=Decimal("1.00"))


def test_an_amount_of_nothing_can_be_charged_and_paid_back(bank: Gateway) -> None:
    charged = bank.charge(key="k", amount=Decimal("0.00"), card=shop.card())
    bank.refund(charge_key="k", key="r", amount=Decimal("0.00"))

    assert charged.status is ChargeStatus.CAPTURED


def test_every_test_card_says_what_it_does() -> None:
    assert set(TEST_CARDS) == {
        shop.PAYS,
        shop.DECLINED,
        shop.NO_FUNDS,
        shop.ANSWER_LOST,
        shop.TIMES_OUT,
    }
    assert all(card.does for card in TEST_CARDS.values())


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("378282246310005", "American Express"),
        ("4242424242424242", "Visa"),
        ("5555555555554444", "Mastercard"),
        ("9999999999999995", "Card"),
    ],
)
def test_of_a_card_its_brand_and_last_four_digits_are_known(number: str, brand: str) -> None:
    card = Card(number=number, expiry_month=1, expiry_year=2099, cvc="123")

    assert (card.brand, card.last4) == (brand, number[-4:])
    assert number not in repr(card)


def test_cents_add_up_where_the_database_counts_in_fractions(bank: Gateway) -> None:
    """SQLite adds 0.10 and 0.20 to a little more than 0.30."""
    bank.charge(key="k", amount=Decimal("0.30"), card=shop.card())
    bank.refund(charge_key="k", key="first", amount=Decimal("0.10"))
    bank.refund(charge_key="k", key="second", amount=Decimal("0.20"))
    assert Charge.objects.get(key="k").refunded == Decimal("0.30")
