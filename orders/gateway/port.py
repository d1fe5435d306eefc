"""The interface between the shop and a payment gateway.

Every request carries a key: a request that is repeated with the same key has no further effect
and returns the same answer. `orders.gateway.contract` tests an implementation.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Protocol

from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from events.api import TemporaryFailure


class ChargeStatus(StrEnum):
    """The status of a charge; UNKNOWN means that the gateway never received it."""

    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDED = "voided"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeResult:
    """The gateway's answer; `reason` is a sentence for the customer if the card is declined."""

    status: ChargeStatus
    reason: str = ""
    card_brand: str = ""
    card_last4: str = ""


class GatewayTimeout(TemporaryFailure):
    """The gateway did not answer in time; the request was perhaps executed.

    The message says why, without data of the customer: it is stored and logged.
    """


class GatewayRefused(Exception):
    """The gateway refused the request; repeating it is pointless."""


class PaymentForm(forms.Form):
    """The part of the checkout that submits a payment token.

    A real gateway creates the token in the browser or on its own page, so that the shop
    never receives card data. A subclass adds its fields and its `Media`.
    """

    payment_token = forms.CharField(max_length=200, widget=forms.HiddenInput)

    @property
    def token(self) -> str:
        """Return the token of a valid form."""
        token: str = self.cleaned_data["payment_token"]
        return token


class Gateway(Protocol):
    """A payment gateway.

    Each call answers, or raises GatewayTimeout, within 25 seconds: less than half of the lease
    under which a worker calls. An amount of 0 succeeds and moves no money.
    """

    payment_form: ClassVar[type[PaymentForm]]

    def charge(self, *, key: str, amount: Decimal, token: str) -> ChargeResult:
        """Charge the card; return CAPTURED, DECLINED, or VOIDED if the key was voided before."""
        ...

    def void(self, *, key: str) -> ChargeResult:
        """Prevent a charge that is not captured yet, even if it is requested later.

        Return CAPTURED if it is too late, otherwise DECLINED or VOIDED.
        """
        ...

    def status(self, *, key: str) -> ChargeResult:
        """Return the status of a charge."""
        ...

    def refund(self, *, charge_key: str, key: str, amount: Decimal) -> None:
        """Refund a part of a captured charge; raise GatewayRefused if that is impossible."""
        ...


_PARTS = ("payment_form", "charge", "void", "status", "refund")


def payment_gateway() -> Gateway:
    """Return the gateway that the settings name; raise ImproperlyConfigured if it cannot work."""
    try:
        gateway_class: type[Gateway] = import_string(settings.PAYMENT_GATEWAY)
    except ImportError as error:
        raise ImproperlyConfigured("PAYMENT_GATEWAY: The class cannot be imported.") from error
    missing = [name for name in _PARTS if not hasattr(gateway_class, name)]
    if missing:
        raise ImproperlyConfigured(f"PAYMENT_GATEWAY: The class lacks {', '.join(missing)}.")
    return gateway_class()
