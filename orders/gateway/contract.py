"""The contract of a gateway, as a test class. A plugin's tests subclass it:

    class TestStripeGateway(GatewayContract):
        gateway = StripeGateway()
        accepted_token, declined_token = "tok_visa", "tok_declined"

It uses plain assertions and pytest, and the gateway's sandbox.
"""

from decimal import Decimal
from typing import ClassVar
from uuid import uuid4

from orders.gateway.port import ChargeStatus, Gateway, GatewayRefused, PaymentForm

TEN = Decimal("10.00")


class GatewayContract:
    """The behaviour of every gateway. Each test uses its own keys."""

    gateway: ClassVar[Gateway]
    accepted_token: ClassVar[str]
    declined_token: ClassVar[str]

    def charged(self) -> str:
        """Charge ten, and return the key."""
        key = str(uuid4())
        result = self.gateway.charge(key=key, amount=TEN, token=self.accepted_token)
        assert result.status is ChargeStatus.CAPTURED
        return key

    def test_payment_form_yields_a_token(self) -> None:
        assert issubclass(self.gateway.payment_form, PaymentForm)

    def test_capture_reports_brand_and_last_digits(self) -> None:
        result = self.gateway.status(key=self.charged())
        assert result.status is ChargeStatus.CAPTURED
        assert result.card_brand
        assert len(result.card_last4) == 4

    def test_decline_has_a_reason(self) -> None:
        result = self.gateway.charge(key=str(uuid4()), amount=TEN, token=self.declined_token)
        assert result.status is ChargeStatus.DECLINED
        assert result.reason

    def test_repeated_charge_returns_the_first_answer(self) -> None:
        key = self.charged()
        for token in (self.accepted_token, self.declined_token):
            again = self.gateway.charge(key=key, amount=TEN, token=token)
            assert again.status is ChargeStatus.CAPTURED

    def test_unknown_charge_is_unknown(self) -> None:
        assert self.gateway.status(key=str(uuid4())).status is ChargeStatus.UNKNOWN

    def test_voided_charge_is_never_captured(self) -> None:
        key = str(uuid4())
        assert self.gateway.void(key=key).status is ChargeStatus.VOIDED
        result = self.gateway.charge(key=key, amount=TEN, token=self.accepted_token)
        assert result.status is ChargeStatus.VOIDED
        assert self.gateway.void(key=key).status is ChargeStatus.VOIDED

    def test_captured_charge_cannot_be_voided(self) -> None:
        key = self.charged()
        assert self.gateway.void(key=key).status is ChargeStatus.CAPTURED
        assert self.gateway.status(key=key).status is ChargeStatus.CAPTURED

    def test_declined_charge_stays_declined(self) -> None:
        key = str(uuid4())
        self.gateway.charge(key=key, amount=TEN, token=self.declined_token)
        assert self.gateway.void(key=key).status is ChargeStatus.DECLINED

    def test_refund_is_executed_once_for_each_key(self) -> None:
        charge, first = self.charged(), str(uuid4())
        self.gateway.refund(charge_key=charge, key=first, amount=Decimal("4.00"))
        self.gateway.refund(charge_key=charge, key=first, amount=Decimal("4.00"))
        self.gateway.refund(charge_key=charge, key=str(uuid4()), amount=Decimal("6.00"))

    def test_refunds_do_not_exceed_the_charge(self) -> None:
        charge = self.charged()
        self.gateway.refund(charge_key=charge, key=str(uuid4()), amount=Decimal("4.00"))
        self._refuses_refund(charge, Decimal("6.01"))

    def test_uncaptured_charge_is_not_refunded(self) -> None:
        key = str(uuid4())
        self._refuses_refund(key, Decimal("1.00"))
        self.gateway.charge(key=key, amount=TEN, token=self.declined_token)
        self._refuses_refund(key, Decimal("1.00"))

    def test_amount_of_zero_succeeds(self) -> None:
        key, nothing = str(uuid4()), Decimal("0.00")
        result = self.gateway.charge(key=key, amount=nothing, token=self.accepted_token)
        assert result.status is ChargeStatus.CAPTURED
        self.gateway.refund(charge_key=key, key=str(uuid4()), amount=nothing)

    def _refuses_refund(self, charge_key: str, amount: Decimal) -> None:
        try:
            self.gateway.refund(charge_key=charge_key, key=str(uuid4()), amount=amount)
        except GatewayRefused:
            return
        raise AssertionError(f"A refund of {amount} was accepted.")
