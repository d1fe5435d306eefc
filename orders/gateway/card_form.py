"""The card form of the test gateway, which creates the token on the server."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from orders.gateway.cards import TEST_CARDS, CardNotAccepted, tokenize
from orders.gateway.port import PaymentForm
from storefront.text import ERROR_MESSAGES, LineOfText, text_input

_ENTER_EXPIRY = "Enter month and year as on your card, such as 09/29."
_MONTH_AND_YEAR = re.compile(
    r"(?P<month>0?[1-9]|1[0-2])\s*[/-]?\s*(?:20)?(?P<year>\d{2})", re.ASCII
)


class SecretField(forms.CharField):
    """Text of a payment card that is never sent back."""

    default_error_messages = ERROR_MESSAGES

    def bound_data(self, data: Any, initial: Any) -> Any:
        return ""


class CardForm(PaymentForm):
    """Number, expiry and security code of a test card."""

    payment_token = None  # type: ignore[assignment]  # removes the field, as Django documents
    card_number = SecretField(
        label="Card number",
        max_length=40,
        widget=text_input("cc-number", inputmode="numeric"),
        error_messages={"required": "Enter the number of your card."},
    )
    card_expiry = LineOfText(
        label="Valid until",
        max_length=10,
        help_text="Month and year, MM/YY",
        widget=text_input("cc-exp", inputmode="numeric", placeholder="MM/YY"),
        error_messages={"required": _ENTER_EXPIRY},
    )
    card_cvc = SecretField(
        label="Security code",
        max_length=8,
        help_text="The last 3 digits on the back, or the 4 on the front",
        widget=text_input("cc-csc", inputmode="numeric"),
        error_messages={"required": "Enter the security code of your card."},
        validators=[
            RegexValidator(r"\A[0-9]{3,4}\Z", "The security code has 3 digits, or 4 on some cards.")
        ],
    )

    @property
    def is_empty(self) -> bool:
        """Return whether the form shows no card."""
        return not self.is_bound and not self.initial.keys() & self.fields.keys()

    def clean_card_number(self) -> str:
        """Return the digits of the number."""
        number = re.sub(r"[\s-]", "", self.cleaned_data["card_number"])
        if not re.fullmatch(r"\d{12,19}", number, re.ASCII):
            raise ValidationError("A card number has 12 to 19 digits. Enter it as printed.")
        if not _passes_luhn(number):
            raise ValidationError("One of the digits is wrong. Compare the number with your card.")
        return number

    def clean_card_expiry(self) -> date:
        """Return the first day of the last month in which the card is valid."""
        match = _MONTH_AND_YEAR.fullmatch(self.cleaned_data["card_expiry"])
        if match is None:
            raise ValidationError(_ENTER_EXPIRY)
        month = date(2000 + int(match["year"]), int(match["month"]), 1)
        # The customer's date, which can be half a day behind UTC.
        if month < (timezone.now() - timedelta(hours=12)).date().replace(day=1):
            raise ValidationError("This card has expired. Use another one.")
        return month

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
