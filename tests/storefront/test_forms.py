"""Accessible forms: help and errors are tied to their fields, and errors are listed."""

import pytest
from django import forms
from django.template import Context, Template

from storefront.address_form import AddressForm


class ParcelForm(forms.Form):
    name = forms.CharField(help_text="As it stands on the door.")
    note = forms.CharField(required=False)
    way = forms.ChoiceField(choices=[("home", "To my door")], widget=forms.RadioSelect)
    gift = forms.BooleanField(label="A gift", help_text="Wrapped in paper.")
    token = forms.CharField(widget=forms.HiddenInput)


def test_new_form_shows_no_errors() -> None:
    page = str(ParcelForm())
    assert "error" not in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert '<div class="help" id="id_name_helptext">As it stands on the door.</div>' in page
    assert "note</label>" not in page
    assert 'Note <span class="optional">optional</span></label>' in page


@pytest.mark.parametrize("field", ["name", "gift"])
def test_error_is_tied_to_its_field(field: str) -> None:
    page = str(ParcelForm({}))
    assert f'aria-describedby="id_{field}_helptext id_{field}_error"' in page
    assert f'<p class="field-error" id="id_{field}_error">This field is required. </p>' in page
    assert f'<a href="#id_{field}">' in page


def test_choices_are_one_fieldset() -> None:
    page = str(ParcelForm({}))
    assert '<fieldset class="field has-error" aria-describedby="id_way_error">' in page
    assert "<legend>Way</legend>" in page


def test_error_of_a_hidden_field_has_no_link() -> None:
    page = str(ParcelForm({"name": "Ada", "way": "home", "gift": "on"}))
    assert "<li>This field is required.</li>" in page
    assert "Please correct this entry" in page


def test_errors_of_the_form_come_first() -> None:
    form = ParcelForm({"name": "Ada", "way": "home", "gift": "on", "token": "x"})
    form.add_error(None, "The parcel is too heavy.")
    summary = Template('{% include "forms/errors.html" %}').render(Context({"form": form}))
    assert "<li>The parcel is too heavy.</li>" in summary


def test_each_address_selects_its_own_country() -> None:
    for code, other in (("FR", "DE"), ("DE", "FR")):
        country = str(AddressForm(initial={"country": code})["country"])
        assert f'<option value="{code}" selected>' in country
        assert f'<option value="{other}">' in country
        assert country.count(" selected") == 1


def test_errors_are_tied_to_an_address_whose_options_are_cached() -> None:
    assert 'aria-invalid="true"' not in str(AddressForm()["country"])
    assert 'aria-invalid="true"' in str(AddressForm({"country": "XX"})["country"])
