"""One spelling for every e-mail address of the shop."""

import unicodedata
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode


def normalise_email(address: str) -> str:
    """Return the one spelling of an address: NFKC, case folded, without surrounding space.

    A domain in ASCII ("xn--mnchen-3ya.de") is written with its own letters ("münchen.de").
    Sign-up, login, password reset, checkout and back-in-stock requests use this function, so that
    two spellings of one address always mean the same customer.
    """
    folded = unicodedata.normalize("NFKC", address).casefold()
    local, at, domain = unicodedata.normalize("NFKC", folded).strip().rpartition("@")
    with suppress(UnicodeError):  # it is not in ASCII, or not a domain
        domain = domain.encode("ascii").decode("idna")
    return f"{local}{at}{domain}"


LOCAL_PART_LENGTH = 64  # RFC 5321, 4.5.3.1.1


class DeliverableAddress(EmailValidator):
    """Accept only addresses that a mail server can deliver to on the internet."""

    domain_allowlist = []  # not even "localhost"

    def __call__(self, value: str | None) -> None:
        """Reject what a mail server rejects: the part before the @ has its own limit."""
        address = value or ""
        local, _, _ = address.rpartition("@")
        if len(local) > LOCAL_PART_LENGTH or not local.isascii() or not address.isprintable():
            raise ValidationError(self.message, code=self.code)
        super().__call__(address)
        if not _fits_into_a_header(address):
            raise ValidationError(self.message, code=self.code)

    def validate_domain_part(self, domain_part: str) -> bool:
        """Reject literal IP addresses, and names that cannot be written in ASCII."""
        if domain_part.startswith("["):
            return False
        try:
            return super().validate_domain_part(punycode(domain_part))
        except UnicodeError:
            return False


def _fits_into_a_header(address: str) -> bool:
    """Return whether an e-mail to this address has it as its recipient.

    "=?utf-8?q?ada?=@example.com" is an encoded word, which means "ada@example.com". Django does not
    send to such an address.
    """
    local, _, domain = address.rpartition("@")
    try:
        Address(addr_spec=f"{local}@{punycode(domain)}")
    except (ValueError, MessageError):
        return False
    return True


class EmailField(forms.EmailField):
    """An e-mail address, normalised before its format and length are checked.

    Normalisation can make an address longer, and turns some letters into others.
    """

    default_error_messages = {
        "required": "Enter your e-mail address.",
        "invalid": "Enter a complete address, such as ada@example.com.",
    }
    default_validators = [DeliverableAddress()]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 254, **kwargs})

    def to_python(self, value: Any) -> Any:
        """Return the normalised address, before the validators of the field see it."""
        return normalise_email(super().to_python(value) or "")
