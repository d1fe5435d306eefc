"""The checkout: who orders, where the parcel goes, and the card that pays."""

from datetime import date

from django import forms

from orders.countries import COUNTRIES
from orders.forms.fields import (
    CardCvcField,
    CardExpiryField,
    CardField,
    CardNumberField,
    LineOfText,
)
from orders.values import Card, Contact

_CONTACT_FIELDS = ("email", "name", "address", "postcode", "city", "country")


def _typed(autocomplete: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})


def _countries() -> list[tuple[str, str]]:
    """Code and name of each. (A list, and not this function, would be copied for every form.)"""
    return [(country.code, country.name) for country in COUNTRIES.values()]


class SubmissionForm(forms.Form):
    """What a checkout form says of itself: its signed token, the basket and the total it showed.

    The total is the one before anything is redeemed: what is redeemed is chosen on the form.
    """

    checkout_token = forms.CharField(max_length=128)
    seen_basket = forms.CharField(max_length=16, required=False)
    seen_total = forms.DecimalField(max_digits=12, decimal_places=2)


class CheckoutForm(forms.Form):
    """One page of questions; `redeem` is the code of an adjustment, or empty."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="We write to it about this order, and about nothing else.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Where may we write to you about your order?",
            "invalid": "Type a whole address, such as ada@example.com.",
        },
    )
    name = LineOfText(
        label="Name",
        max_length=200,
        widget=_typed("name"),
        error_messages={"required": "Whose name belongs on the parcel?"},
    )
    address = LineOfText(
        label="Street and number",
        max_length=200,
        widget=_typed("address-line1"),
        error_messages={"required": "Type the street and the number of the house."},
    )
    postcode = LineOfText(
        label="Postcode",
        max_length=16,
        widget=_typed("postal-code"),
        error_messages={"required": "Type the postcode of your town."},
    )
    city = LineOfText(
        label="Town",
        max_length=100,
        widget=_typed("address-level2"),
        error_messages={"required": "Type the name of your town."},
    )
    country = forms.ChoiceField(
        label="Country",
        choices=_countries,
        initial="DE",
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose one of these countries: we deliver to them."
        ),
    )
    redeem = forms.CharField(label="Redeem", max_length=64, required=False)
    card_number = CardNumberField(
        label="Card number",
        max_length=40,
        widget=_typed("cc-number", inputmode="numeric"),
        error_messages={"required": "Type the number of your card."},
    )
    card_expiry = CardExpiryField(
        label="Valid until",
        max_length=10,
        echo=True,
        help_text="Month and year, MM/YY",
        widget=_typed("cc-exp", inputmode="numeric", placeholder="MM/YY"),
        error_messages={"required": "Type month and year as on your card, such as 09/29."},
    )
    card_cvc = CardCvcField(
        label="Security code",
        max_length=8,
        help_text="The last 3 digits on the back, or the 4 on the front",
        widget=_typed("cc-csc", inputmode="numeric"),
        error_messages={"required": "Type the security code of your card."},
    )

    def clean(self) -> None:
        """A postcode is one only in its country."""
        postcode, code = self.cleaned_data.get("postcode"), self.cleaned_data.get("country")
        if not postcode or not code:
            return
        country = COUNTRIES[code]
        written = country.written(postcode)
        if written is None:
            self.add_error(
                "postcode", f"{country.name}: a postcode there looks like {country.example}."
            )
        else:
            self.cleaned_data["postcode"] = written

    def decline(self, reason: str) -> None:
        """Keep what was typed, forget the card, and say why another one is needed."""
        self.add_error("card_number", f"{reason} Nothing has been charged: try another card.")
        for field in self.fields.values():
            if isinstance(field, CardField):
                field.echo = False

    @property
    def is_blank(self) -> bool:
        """Whether every question is as it is for somebody of whom nothing is known."""
        known = self.initial.keys() & {"country"} or any(self.initial.values())
        return not self.is_bound and not known

    @property
    def shown(self) -> dict[str, str]:
        """What has been typed, without what is never sent back."""
        return {field.name: field.value() for field in self}

    @property
    def contact(self) -> Contact:
        """Who orders, of a valid form."""
        return Contact(**{field: self.cleaned_data[field] for field in _CONTACT_FIELDS})

    @property
    def card(self) -> Card:
        """The card that pays, of a valid form."""
        expiry: date = self.cleaned_data["card_expiry"]
        return Card(
            number=self.cleaned_data["card_number"],
            expiry_month=expiry.month,
            expiry_year=expiry.year,
            cvc=self.cleaned_data["card_cvc"],
        )
