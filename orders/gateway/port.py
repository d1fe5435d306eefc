"""The port to the bank: what the shop asks, and what it may be told.

Every request carries a key: the same request with the same key is done once, however often
it is sent.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

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
