"""What somebody may ask of notifications."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from notifications.models import Kind


class BackInStockForm(forms.Form):
    """`sku` and `email`: tell me when this is back. `next` is the page to return to."""

    sku = forms.CharField(
        max_length=40,
        widget=forms.HiddenInput,
        validators=[
            RegexValidator(r"\A[A-Za-z0-9-]+\Z", "There is no such product. Please go back to it.")
        ],
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
