"""A gateway without a database, so that both shops charge the same bank."""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from examples.twin.bank import bank
from orders.gateway import ChargeResult, ChargeStatus
from orders.gateway.card_form import CardForm


class MemoryGateway:
    """Charge at the twin's bank; `answered` is called with each answer."""

    payment_form: ClassVar[type[CardForm]] = CardForm
    answered: ClassVar[Callable[[], None]] = lambda: None

    def charge(self, *, key: str, amount: Decimal, token: str) -> ChargeResult:
        """Charge the card."""
        status = ChargeStatus(bank.charge(key, amount, token))
        type(self).answered()
        return ChargeResult(status=status)

    def void(self, *, key: str) -> ChargeResult:
        """Decline the charge if it is requested later."""
        bank.charges.setdefault(key, ("declined", Decimal(0)))
        return self.status(key=key)

    def status(self, *, key: str) -> ChargeResult:
        """Return the status of the charge."""
        return ChargeResult(status=ChargeStatus(bank.status(key)))

    def refund(self, *, charge_key: str, key: str, amount: Decimal) -> None:
        """Refund the charge."""
        bank.refund(charge_key)
