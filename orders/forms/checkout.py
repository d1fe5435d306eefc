"""The checkout: the customer's address and the chosen redemption."""

from django import forms

from orders.values import Contact
from storefront.address_form import AddressForm
from storefront.addresses import ADDRESS_FIELDS
from storefront.email_addresses import EmailField


class SubmissionForm(forms.Form):
    """The basket version and the total that the submitted checkout showed.

    The total is the one before redemption, because the redemption is chosen on the form.
    """

    basket = forms.UUIDField()
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    seen_total = forms.DecimalField(max_digits=12, decimal_places=2)


class CheckoutForm(AddressForm):
    """The contact of an order; `redeem` is the code of an adjustment, or empty."""

    field_order = ("email",)

    email = EmailField(
        label="E-mail",
        help_text="We use it for messages about this order only.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    save_address = forms.BooleanField(label="Save this address in my account", required=False)
    redeem = forms.CharField(label="Redeem", max_length=64, required=False)

    @property
    def shown(self) -> dict[str, str]:
        """Return what the fields show, as initial data for another form."""
        return {field.name: field.value() for field in self}

    @property
    def contact(self) -> Contact:
        """Return the contact of a valid form."""
        return Contact(**{field: self.cleaned_data[field] for field in ("email", *ADDRESS_FIELDS)})
