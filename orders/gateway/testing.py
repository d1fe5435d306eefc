"""The test gateway: a bank in a table of its own, where the card decides what happens."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from events.rows import insert_unless_there
from orders.gateway.port import (
    ChargeResult,
    ChargeStatus,
    GatewayRefused,
    GatewayTimeout,
)
from orders.models import Charge, ChargeRefund
from orders.values import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBehaviour:
    """A card of the test gateway, and what it does; `reason` makes it a declined one."""

    number: str
    does: str
    reason: str = ""
    reaches_bank: bool = True
    answered: bool = True


TEST_CARDS = {
    card.number: card
    for card in (
        CardBehaviour(number="4242424242424242", does="pays"),
        CardBehaviour(
            number="4000000000000002",
            does="is declined",
            reason="Your bank declined the payment.",
        ),
        CardBehaviour(
            number="4000000000009995",
            does="is declined: insufficient funds",
            reason="Your bank declined the payment: there is not enough money on the card.",
        ),
        CardBehaviour(
            number="4000000000000341",
            does="pays, but the bank's answer is lost",
            answered=False,
        ),
        CardBehaviour(
            number="4000000000000259",
            does="times out: nothing is paid",
            reaches_bank=False,
        ),
    )
}
_ANY_OTHER = CardBehaviour(
    number="",
    does="is declined",
    reason="This is a test shop: it takes test cards only, such as 4242 4242 4242 4242.",
)


class TestGateway:
    """Keeps what `orders.gateway.port.Gateway` promises, and takes nobody's money."""

    def charge(self, *, key: str, amount: Decimal, card: Card) -> ChargeResult:
        behaviour = TEST_CARDS.get(card.number, _ANY_OTHER)
        if not behaviour.reaches_bank:
            raise GatewayTimeout("The payment has not reached the bank.")
        charge = _keep(_asked_for(key, amount, card, behaviour))
        if not behaviour.answered:
            raise GatewayTimeout("The bank's answer is lost.")
        return _result_of(charge)

    def void(self, *, key: str) -> ChargeResult:
        return _result_of(_keep(Charge(key=key, status=Charge.Status.VOIDED, amount=Decimal(0))))

    def status(self, *, key: str) -> ChargeResult:
        charge = Charge.objects.filter(key=key).first()
        return _result_of(charge) if charge else ChargeResult(status=ChargeStatus.UNKNOWN)

    def refund(self, *, charge_key: str, key: str, amount: Decimal) -> None:
        with transaction.atomic():
            charge = Charge.objects.select_for_update().filter(key=charge_key).first()
            if charge is None or charge.status != Charge.Status.CAPTURED:
                raise GatewayRefused(f"There is no payment {charge_key} to pay back.")
            if ChargeRefund.objects.filter(key=key).exists():
                return
            if charge.refunded + amount > charge.amount:
                raise GatewayRefused(f"{amount} is more than what is left of {charge_key}.")
            ChargeRefund.objects.create(key=key, charge=charge, amount=amount)
            # Added here and not in SQL: the row is locked, and SQLite adds decimals as fractions.
            Charge.objects.filter(pk=charge.pk).update(refunded=charge.refunded + amount)


def _asked_for(key: str, amount: Decimal, card: Card, behaviour: CardBehaviour) -> Charge:
    return Charge(
        key=key,
        status=Charge.Status.DECLINED if behaviour.reason else Charge.Status.CAPTURED,
        amount=amount,
        reason=behaviour.reason,
        card_brand=card.brand,
        card_last4=card.last4,
    )


def _keep(charge: Charge) -> Charge:
    """Write the charge down, unless there is one with its key: then that one counts."""
    if insert_unless_there(charge):
        return charge
    return Charge.objects.get(key=charge.key)


def _result_of(charge: Charge) -> ChargeResult:
    return ChargeResult(
        status=ChargeStatus(charge.status),
        reason=charge.reason,
        card_brand=charge.card_brand,
        card_last4=charge.card_last4,
    )
