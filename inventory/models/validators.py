"""Validators for text that appears in logs, e-mails and page titles."""

import unicodedata

from django.core.exceptions import ValidationError

from storefront.text import UNSUPPORTED_CHARACTER

# Control characters, line and paragraph separators, private use.
_FORBIDDEN = {"Cc", "Zl", "Zp", "Co"}
_INVISIBLE = {"Cf", "Mn", "Me", "Zs"}


def validate_one_line(text: str) -> None:
    """Raise ValidationError for text with control characters or without a visible character."""
    if UNSUPPORTED_CHARACTER.search(text) or any(
        unicodedata.category(character) in _FORBIDDEN for character in text
    ):
        raise ValidationError("Remove line breaks and control characters.", code="control")
    if text and all(unicodedata.category(character) in _INVISIBLE for character in text):
        raise ValidationError("Enter at least one visible character.", code="invisible")
