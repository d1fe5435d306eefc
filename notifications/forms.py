"""The forms of notifications."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer

from notifications.models import ALWAYS_EMAILED, MessageType
from storefront.email_addresses import EmailField

_signer = Signer(salt="notifications.stock_alert")
_UNKNOWN_PRODUCT = "This form has expired. Go back to the product and try again."


def sign_sku(sku: str) -> str:
    """Return a signed SKU for the form on a product's page.

    This app has no list of products; the signature proves that the SKU comes from a page.
    """
    return _signer.sign(sku)


class StockAlertForm(forms.Form):
    """Request an alert for a product. `sku` is signed."""

    sku = forms.CharField(
        max_length=120,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "max_length"), _UNKNOWN_PRODUCT),
    )
    email = EmailField(
        label="E-mail",
        help_text="We send one e-mail when the product is back in stock.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        # A product's page has other forms, so the ids of the fields need a prefix.
        super().__init__(data, initial=initial, auto_id="stock-alert-%s")

    def clean_sku(self) -> str:
        try:
            return _signer.unsign(self.cleaned_data["sku"])
        except BadSignature:
            raise ValidationError(_UNKNOWN_PRODUCT) from None


class EmailPreferencesForm(forms.Form):
    """One check box per type of message: send it by e-mail as well.

    Each box is sent together with its state when the page was shown. What was not changed on the
    page is not saved, so an older page does not undo the change of a newer one.
    """

    def __init__(self, preferences: dict[MessageType, bool], data: Any = None) -> None:
        super().__init__(data)
        for message_type, by_email in preferences.items():
            always = message_type in ALWAYS_EMAILED
            self.fields[message_type.value] = forms.BooleanField(
                label=message_type.label,
                required=False,
                initial=by_email,
                show_hidden_initial=not always,
                disabled=always,  # Django ignores the submitted value
                help_text="Always sent, as proof of your payment." if always else "",
            )

    @property
    def changed(self) -> dict[MessageType, bool]:
        """Return the boxes that were changed, and those whose earlier state was not sent."""
        return {
            MessageType(name): by_email
            for name, by_email in self.cleaned_data.items()
            if name in self.changed_data or self[name].html_initial_name not in self.data
        }
