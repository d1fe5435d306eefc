"""The port to the bank, and the test gateway behind it.

`settings.PAYMENT_GATEWAY` names the class that is used. Every request carries a key: the same
request with the same key is done once, however often it is sent.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from orders.models import Charge, ChargeRefund
from orders.values import Card


class ChargeStatus(StrEnum):
    """What the bank says of a charge; UNKNOWN: it has never heard of it."""

    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDED = "voided"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeResult:
    """The bank's answer; `reason` is a sentence for the customer where it is declined."""

    status: ChargeStatus
    reason: str = ""
    card_brand: str = ""
    card_last4: str = ""


class GatewayTimeout(Exception):
    """The bank has not answered in time: what was asked may or may not have been done."""


class GatewayRefused(Exception):
    """The bank answered that it will not do what was asked."""


class Gateway(Protocol):
    """What the shop asks of a bank.

    Each call answers, or raises GatewayTimeout, within 25 seconds: less than half of the
    lease under which a worker calls. An amount of 0 succeeds and moves nothing.
    """

    def charge(self, *, key: str, amount: Decimal, card: Card) -> ChargeResult:
        """Take the amount from the card; CAPTURED, DECLINED, or VOIDED if it was before."""
        ...

    def void(self, *, key: str) -> ChargeResult:
        """Make sure that this charge, if it is not captured yet, never will be.

        CAPTURED if it is too late for that; otherwise DECLINED or VOIDED.
        """
        ...

    def status(self, *, key: str) -> ChargeResult:
        """What has become of the charge."""
        ...

    def refund(self, *, charge_key: str, key: str, amount: Decimal) -> None:
        """Pay back so much of a captured charge; raises GatewayRefused if it cannot be."""
        ...


def payment_gateway() -> Gateway:
    """The gateway that the settings name."""
    gateway: Gateway = import_string(settings.PAYMENT_GATEWAY)()
    return gateway


# --- the test gateway ------------------------------------------------------------------------


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
    """A bank in a table of its own; the number of the card decides what happens."""

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
            asked = ChargeRefund(key=key, charge=charge, amount=amount)
            if ChargeRefund.objects.filter(key=key).exists():
                return
            if charge.refunded + amount > charge.amount:
                raise GatewayRefused(f"{amount} is more than what is left of {charge_key}.")
            asked.save(force_insert=True)
            Charge.objects.filter(pk=charge.pk).update(refunded=F("refunded") + amount)


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
    try:
        with transaction.atomic():
            charge.save(force_insert=True)
    except IntegrityError:
        return Charge.objects.get(key=charge.key)
    return charge


def _result_of(charge: Charge) -> ChargeResult:
    return ChargeResult(
        status=ChargeStatus(charge.status),
        reason=charge.reason,
        card_brand=charge.card_brand,
        card_last4=charge.card_last4,
    )
