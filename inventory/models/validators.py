"""Validators for text that appears in logs, e-mails and page titles."""

import unicodedata

from django.core.exceptions import ValidationError

# Control characters, line and paragraph separators, surrogates, private use.
_FORBIDDEN = {"Cc", "Zl", "Zp", "Cs", "Co"}
# They reverse the direction of the text that follows, or cannot be in a spreadsheet.
_UNSUPPORTED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")
_INVISIBLE = {"Cf", "Mn", "Me", "Zs"}


def validate_one_line(text: str) -> None:
    """Raise ValidationError for text with control characters or without a visible character."""
    if any(
        unicodedata.category(character) in _FORBIDDEN or character in _UNSUPPORTED
        for character in text
    ):
        raise ValidationError("Remove line breaks and control characters.", code="control")
    if text and all(unicodedata.category(character) in _INVISIBLE for character in text):
        raise ValidationError("Enter at least one visible character.", code="invisible")
