"""Form fields: a line of text, and what is printed on a payment card."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

_MONTH_AND_YEAR = re.compile(
    r"(?P<month>0?[1-9]|1[0-2])\s*[/-]?\s*(?:20)?(?P<year>\d{2})", re.ASCII
)


# Of what the pages do not let anybody type, but a request may hold.
_UNWRITABLE = "There is a character in it that cannot be written. Type it again."
_IN_OUR_WORDS: dict[str, Any] = {
    "max_length": "Shorten it to %(limit_value)d characters.",
    "null_characters_not_allowed": _UNWRITABLE,
}


class LineOfText(forms.CharField):
    """Text of one line: whatever stands between its words becomes one space."""

    default_error_messages = _IN_OUR_WORDS
    default_validators = [
        RegexValidator(
            r"[\x01-\x1f\x7f-\x9f\ud800-\udfff]",
            _UNWRITABLE,
            inverse_match=True,
        )
    ]

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class CardField(forms.CharField):
    """A field of a payment card; what was typed is sent back only with `echo`."""

    default_error_messages = _IN_OUR_WORDS

    def __init__(self, *, echo: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.echo = echo

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if self.echo else ""


class CardNumberField(CardField):
    """The number of a card, as digits only."""

    def clean(self, value: Any) -> str:
        number = re.sub(r"[\s-]", "", super().clean(value))
        if not re.fullmatch(r"\d{12,19}", number, re.ASCII):
            raise ValidationError("A card number has 12 to 19 digits. Type it as it is printed.")
        if not _luhn(number):
            raise ValidationError("A digit of this number is wrong. Compare it with your card.")
        return number


class CardExpiryField(CardField):
    """The month until whose end a card is valid, as its first day; typed as MM/YY."""

    def clean(self, value: Any) -> date:
        match = _MONTH_AND_YEAR.fullmatch(super().clean(value))
        if match is None:
            raise ValidationError("Type month and year as on your card, such as 09/29.")
        month = date(2000 + int(match["year"]), int(match["month"]), 1)
        if month < timezone.localdate().replace(day=1):
            raise ValidationError("This card has expired. Use another one.")
        return month


class CardCvcField(CardField):
    """The security code of a card."""

    def clean(self, value: Any) -> str:
        code: str = super().clean(value)
        if not re.fullmatch(r"\d{3,4}", code, re.ASCII):
            raise ValidationError("The security code has 3 digits, or 4 on some cards.")
        return code


def _luhn(number: str) -> bool:
    """Whether the last digit is the one that the others ask for (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
