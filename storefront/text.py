"""Form fields for text."""

from typing import Any
from unicodedata import category

from django import forms
from django.core.validators import RegexValidator

UNSUPPORTED = "This text contains a character that is not supported. Enter it again."
ERROR_MESSAGES: dict[str, Any] = {
    "max_length": "Shorten this to %(limit_value)d characters.",
    "null_characters_not_allowed": UNSUPPORTED,
}
# Letters and symbols that are drawn as empty space.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"


class LineOfText(forms.CharField):
    """Text in one line: white space between words becomes one space.

    Text without any visible character counts as empty. Characters that reverse the direction
    of the text after them are not supported.
    """

    default_error_messages = ERROR_MESSAGES
    default_validators = [
        RegexValidator(
            r"[\x01-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
            UNSUPPORTED,
            inverse_match=True,
        )
    ]

    def to_python(self, value: Any) -> str:
        """Return the text with single spaces; empty if nothing in it can be seen."""
        text = " ".join((super().to_python(value) or "").split())
        # Not when a character is unsupported: then the validator reports that.
        return "" if text and all(_is_blank(character) for character in text) else text


def _is_blank(character: str) -> bool:
    return character in _BLANK or category(character) in ("Cf", "Mn", "Me", "Zs")


def text_input(autocomplete: str, **attrs: str) -> forms.TextInput:
    """Return a text input with an `autocomplete` attribute."""
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
