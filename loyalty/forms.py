"""The form for granting points."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import get_user_model
from uuid_utils.compat import uuid7

from loyalty.models import Account, Entry
from storefront.choices import RowChoiceField
from storefront.text import LineOfText

MAX_GRANT = 10_000


class GrantForm(forms.ModelForm):
    """Grant points to a customer; `token` identifies a repeated submission."""

    customer = RowChoiceField(
        queryset=get_user_model()._default_manager.all(),
        widget=AutocompleteSelect(Account._meta.get_field("customer"), admin.site),
    )
    points = forms.IntegerField(
        min_value=1, max_value=MAX_GRANT, help_text="100 points are worth 1.00."
    )
    note = LineOfText(max_length=200, help_text="A short reason. The customer can read it.")
    token = forms.UUIDField(initial=uuid7, widget=forms.HiddenInput)

    class Meta:
        model = Entry
        fields = ["points", "note"]
