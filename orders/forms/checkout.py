"""The checkout: the customer's address and the chosen redemption."""

from django import forms

from orders.countries import COUNTRIES, US_STATES
from orders.values import Contact
from storefront.email_addresses import EmailField
from storefront.text import LineOfText, text_input

_CONTACT_FIELDS = ("email", "name", "address", "postcode", "city", "state", "country")


def _countries() -> list[tuple[str, str]]:
    return [(country.code, country.name) for country in COUNTRIES.values()]


class SubmissionForm(forms.Form):
    """The basket version and the total that the submitted checkout showed.

    The total is the one before redemption, because the redemption is chosen on the form.
    """

    basket = forms.UUIDField()
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    seen_total = forms.DecimalField(max_digits=12, decimal_places=2)


class CheckoutForm(forms.Form):
    """The contact of an order; `redeem` is the code of an adjustment, or empty."""

    email = EmailField(
        label="E-mail",
        help_text="We use it for messages about this order only.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = LineOfText(
        label="Name",
        max_length=200,
        widget=text_input("name"),
        error_messages={"required": "Enter the name for the parcel."},
    )
    address = LineOfText(
        label="Street and number",
        max_length=200,
        widget=text_input("address-line1"),
        error_messages={"required": "Enter the street and the house number."},
    )
    postcode = LineOfText(
        label="Postcode",
        max_length=16,
        widget=text_input("postal-code"),
        error_messages={"required": "Enter the postcode."},
    )
    city = LineOfText(
        label="Town",
        max_length=100,
        widget=text_input("address-level2"),
        error_messages={"required": "Enter the town."},
    )
    state = forms.ChoiceField(
        label="State",
        choices=[("", "Only in the United States"), *US_STATES],
        required=False,
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
        error_messages={"invalid_choice": "Choose a state of the United States."},
    )
    country = forms.ChoiceField(
        label="Country",
        choices=_countries,
        initial="DE",
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose one of these countries. We ship to them only."
        ),
    )
    redeem = forms.CharField(label="Redeem", max_length=64, required=False)

    def clean(self) -> None:
        """Check the postcode and the state against the country."""
        code = self.cleaned_data.get("country")
        if not code:
            return
        country = COUNTRIES[code]
        postcode = self.cleaned_data.get("postcode")
        if postcode:
            normalised = country.normalise(postcode)
            if normalised is None:
                self.add_error(
                    "postcode", f"A postcode in {country.name} looks like {country.example}."
                )
            else:
                self.cleaned_data["postcode"] = normalised
        if code != "US":
            self.cleaned_data["state"] = ""
        elif not self.cleaned_data.get("state") and "state" not in self.errors:
            self.add_error("state", "Choose the state.")

    @property
    def shown(self) -> dict[str, str]:
        """Return what the fields show, as initial data for another form."""
        return {field.name: field.value() for field in self}

    @property
    def contact(self) -> Contact:
        """Return the contact of a valid form."""
        return Contact(**{field: self.cleaned_data[field] for field in _CONTACT_FIELDS})
