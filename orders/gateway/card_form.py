"""The card form of the test gateway, which creates the token on the server."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from orders.gateway.cards import TEST_CARDS, CardNotAccepted, tokenize
from orders.gateway.port import PaymentForm
from storefront.text import ERROR_MESSAGES, text_input

_MONTH_AND_YEAR = re.compile(
    r"(?P<month>0?[1-9]|1[0-2])\s*[/-]?\s*(?:20)?(?P<year>\d{2})", re.ASCII
)


class CardField(forms.CharField):
    """A field of a payment card; what was typed is never sent back."""

    default_error_messages = ERROR_MESSAGES

    def bound_data(self, data: Any, initial: Any) -> Any:
        return ""


class CardNumberField(CardField):
    """A card number; cleaned to digits."""

    def clean(self, value: Any) -> str:
        number = re.sub(r"[\s-]", "", super().clean(value))
        if not re.fullmatch(r"\d{12,19}", number, re.ASCII):
            raise ValidationError("A card number has 12 to 19 digits. Enter it as printed.")
        if not _passes_luhn(number):
            raise ValidationError("One of the digits is wrong. Compare the number with your card.")
        return number


class CardExpiryField(CardField):
    """The last month in which a card is valid, as MM/YY; cleaned to its first day."""

    def clean(self, value: Any) -> date:
        match = _MONTH_AND_YEAR.fullmatch(super().clean(value))
        if match is None:
            raise ValidationError("Enter month and year as on your card, such as 09/29.")
        month = date(2000 + int(match["year"]), int(match["month"]), 1)
        # The customer's date, which can be half a day behind UTC.
        if month < (timezone.now() - timedelta(hours=12)).date().replace(day=1):
            raise ValidationError("This card has expired. Use another one.")
        return month

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data


class CardCvcField(CardField):
    """The security code of a card."""

    def clean(self, value: Any) -> str:
        code: str = super().clean(value)
        if not re.fullmatch(r"\d{3,4}", code, re.ASCII):
            raise ValidationError("The security code has 3 digits, or 4 on some cards.")
        return code


class CardForm(PaymentForm):
    """Number, expiry and security code of a test card."""

    payment_token = None  # type: ignore[assignment]  # removes the field, as Django documents
    card_number = CardNumberField(
        label="Card number",
        max_length=40,
        widget=text_input("cc-number", inputmode="numeric"),
        error_messages={"required": "Enter the number of your card."},
    )
    card_expiry = CardExpiryField(
        label="Valid until",
        max_length=10,
        help_text="Month and year, MM/YY",
        widget=text_input("cc-exp", inputmode="numeric", placeholder="MM/YY"),
        error_messages={"required": "Enter month and year as on your card, such as 09/29."},
    )
    card_cvc = CardCvcField(
        label="Security code",
        max_length=8,
        help_text="The last 3 digits on the back, or the 4 on the front",
        widget=text_input("cc-csc", inputmode="numeric"),
        error_messages={"required": "Enter the security code of your card."},
    )

    def clean(self) -> None:
        """Replace the card by a token."""
        if self.errors:
            return
        try:
            self.cleaned_data["payment_token"] = tokenize(self.cleaned_data["card_number"])
        except CardNotAccepted as error:
            self.add_error("card_number", str(error))

    @property
    def test_cards(self) -> list[tuple[str, str]]:
        """Return each test card, in groups of four digits, with its outcome."""
        return [(re.sub(r"(?<=\d)(?=(\d{4})+$)", " ", c.number), c.outcome) for c in TEST_CARDS]


def _passes_luhn(number: str) -> bool:
    """Return whether the check digit is right (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
