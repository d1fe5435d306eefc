"""The fields of a postal address, and their rules, for every form that asks for one."""

from django import forms

from storefront.addresses import ADDRESS_FIELDS, PostalAddress
from storefront.countries import COUNTRIES, US_STATES
from storefront.text import LineOfText, text_input


class FixedSelect(forms.Select):
    """A choice among many options that never change; no other field has its name."""

    template_name = "forms/select.html"


def _states() -> list[tuple[str, str]]:
    return [("", "Only in the United States"), *US_STATES]


def _countries() -> list[tuple[str, str]]:
    return [(country.code, country.name) for country in COUNTRIES.values()]


class AddressForm(forms.Form):
    """A postal address in one of the countries that the shop ships to."""

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
        choices=_states,  # a function: each form copies a list
        required=False,
        widget=FixedSelect(attrs={"autocomplete": "address-level1"}),
        error_messages={"invalid_choice": "Choose a state of the United States."},
    )
    country = forms.ChoiceField(
        label="Country",
        choices=_countries,
        initial="DE",
        widget=FixedSelect(attrs={"autocomplete": "country"}),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose one of these countries. We ship to them only."
        ),
    )

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

    def contains(self, address: PostalAddress) -> bool:
        """Return whether the form shows this address."""
        return all((self[name].value() or "") == getattr(address, name) for name in ADDRESS_FIELDS)

    @property
    def postal_address(self) -> PostalAddress:
        """Return the address of a valid form."""
        return PostalAddress(**{field: self.cleaned_data[field] for field in ADDRESS_FIELDS})
