"""Form fields for text."""

import re
from typing import Any
from unicodedata import category

from django import forms
from django.core.validators import RegexValidator

UNSUPPORTED = "This text contains a character that is not supported. Enter it again."
ERROR_MESSAGES: dict[str, Any] = {
    "max_length": "Shorten this to %(limit_value)d characters.",
    "null_characters_not_allowed": UNSUPPORTED,
}
# Line ends, and letters and symbols that are drawn as empty space.
_BLANK = "\n\u115f\u1160\u2800\u3164\uffa0"


# Controls of terminals, characters that reverse the direction of the text after them, halves of
# surrogate pairs, and what XML, and so a spreadsheet, cannot contain. Django checks for NUL.
UNSUPPORTED_CHARACTER = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_validate_characters = RegexValidator(UNSUPPORTED_CHARACTER, UNSUPPORTED, inverse_match=True)


class LineOfText(forms.CharField):
    """Text in one line: white space between words becomes one space.

    Text without any visible character counts as empty.
    """

    default_error_messages = ERROR_MESSAGES
    default_validators = [_validate_characters]

    def to_python(self, value: Any) -> str:
        """Return the text with single spaces; empty if nothing in it can be seen."""
        return _visible(" ".join((super().to_python(value) or "").split()))


class Lines(forms.CharField):
    """Text in several lines, otherwise like `LineOfText`."""

    widget = forms.Textarea
    default_error_messages = ERROR_MESSAGES
    default_validators = [_validate_characters]

    def to_python(self, value: Any) -> str:
        r"""Return the text with "\n" as its line ends; empty if nothing in it can be seen."""
        return _visible("\n".join((super().to_python(value) or "").splitlines()))


def _visible(text: str) -> str:
    # Not empty when a character is unsupported: then the validator reports that.
    return "" if all(_is_blank(character) for character in text) else text


def _is_blank(character: str) -> bool:
    return character in _BLANK or category(character) in ("Cf", "Mn", "Me", "Zs")


def text_input(autocomplete: str, **attrs: str) -> forms.TextInput:
    """Return a text input with an `autocomplete` attribute."""
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
