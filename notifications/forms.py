"""What somebody may ask of notifications."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer

from notifications.models import Kind

_NO_SUCH_PRODUCT = "We cannot wait for this product. Please go back to its page."


def sealed(sku: str) -> str:
    """A sku, for the form of a product that is sold out; nobody can put another one there.

    This app knows no products. What tells it that there is one is the page that it was asked to
    add to.
    """
    return _signer().sign(sku)


def _signer() -> Signer:
    return Signer(salt="notifications.back_in_stock")


class BackInStockForm(forms.Form):
    """`sku` (sealed) and `email`: tell me when this is back. `next` is the page to return to."""

    sku = forms.CharField(
        max_length=120,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "max_length"), _NO_SUCH_PRODUCT),
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="We write to you once, when it is back, and use the address for nothing else.",
        error_messages={
            "required": "Please give us an address to write to.",
            "invalid": "This is not a complete e-mail address. It looks like name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        # The form stands on a product's page, beside other forms.
        super().__init__(data, initial=initial, auto_id="back-in-stock-%s")

    def clean_sku(self) -> str:
        try:
            return _signer().unsign(self.cleaned_data["sku"])
        except BadSignature:
            raise ValidationError(_NO_SUCH_PRODUCT) from None


class EmailChoicesForm(forms.Form):
    """One check box for every kind of message: by e-mail, too, or in the inbox only."""

    def __init__(self, choices: dict[Kind, bool], data: Any = None) -> None:
        super().__init__(data)
        for kind, by_email in choices.items():
            always = kind is Kind.RECEIPT
            self.fields[kind.value] = forms.BooleanField(
                label=kind.label,
                required=False,
                initial=by_email,
                disabled=always,  # Django then ignores what is submitted
                help_text="Always sent: it is the proof of what you paid." if always else "",
            )

    @property
    def chosen(self) -> dict[Kind, bool]:
        return {Kind(name): by_email for name, by_email in self.cleaned_data.items()}
