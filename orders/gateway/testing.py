"""The test gateway: its bank is a table, and the test card decides the outcome."""

import logging
from decimal import Decimal
from typing import ClassVar

from django.db import transaction

from orders.gateway.card_form import CardForm
from orders.gateway.cards import TEST_CARDS, TestCard
from orders.gateway.port import (
    ChargeResult,
    ChargeStatus,
    GatewayRefused,
    GatewayTimeout,
    PaymentForm,
)
from orders.models import Charge, ChargeRefund

logger = logging.getLogger("orders")


class TestGateway:
    """Implements `orders.gateway.port.Gateway` without moving money."""

    __test__ = False

    payment_form: ClassVar[type[PaymentForm]] = CardForm

    def charge(self, *, key: str, amount: Decimal, token: str) -> ChargeResult:
        *words, last4 = token.split()
        card = next((card for card in TEST_CARDS if card.number.endswith(last4)), None)
        if card is None or words[:1] != ["test"]:
            card = TestCard(number="", outcome="", reason="Your bank does not know this card.")
        if not card.reaches_bank:
            _log_intended_timeout(last4)
            raise GatewayTimeout("The payment has not reached the bank.")
        charge, created = Charge.objects.get_or_create(
            key=key,
            defaults={
                "status": Charge.Status.DECLINED if card.reason else Charge.Status.CAPTURED,
                "amount": amount,
                "reason": card.reason,
                "card_brand": " ".join(words[1:]),
                "card_last4": last4[-4:],
            },
        )
        if created and not card.answered:
            _log_intended_timeout(last4)
            raise GatewayTimeout("The bank's answer is lost.")
        return _result_of(charge)

    def void(self, *, key: str) -> ChargeResult:
        charge, _ = Charge.objects.get_or_create(
            key=key, defaults={"status": Charge.Status.VOIDED, "amount": Decimal(0)}
        )
        return _result_of(charge)

    def status(self, *, key: str) -> ChargeResult:
        charge = Charge.objects.filter(key=key).first()
        return _result_of(charge) if charge else ChargeResult(status=ChargeStatus.UNKNOWN)

    def refund(self, *, charge_key: str, key: str, amount: Decimal) -> None:
        with transaction.atomic():
            charge = Charge.objects.select_for_update().filter(key=charge_key).first()
            if charge is None or charge.status != Charge.Status.CAPTURED:
                raise GatewayRefused(f"There is no captured payment {charge_key}.")
            if ChargeRefund.objects.filter(key=key).exists():
                return
            if charge.refunded + amount > charge.amount:
                raise GatewayRefused(f"{amount} is more than the rest of {charge_key}.")
            ChargeRefund.objects.create(key=key, charge=charge, amount=amount)
            # Added in Python: SQLite adds decimals as floating-point numbers. The row is locked.
            Charge.objects.filter(pk=charge.pk).update(refunded=charge.refunded + amount)


def _log_intended_timeout(last4: str) -> None:
    """Log that the timeout which follows is the purpose of the card, not a fault of the shop."""
    logger.info("Test card %s: the bank does not answer, on purpose; the shop tries again.", last4)


def _result_of(charge: Charge) -> ChargeResult:
    return ChargeResult(
        status=ChargeStatus(charge.status),
        reason=charge.reason,
        card_brand=charge.card_brand,
        card_last4=charge.card_last4,
    )
