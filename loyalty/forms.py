"""The form for granting points."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from uuid_utils.compat import uuid7

from loyalty.models import Entry
from storefront.text import LineOfText

MAX_GRANT = 10_000


class GrantForm(forms.ModelForm):
    """Grant points to a customer; `token` identifies a repeated submission."""

    customer = forms.EmailField(
        widget=forms.EmailInput(attrs={"size": 40}),
        help_text="The e-mail address of the account.",
    )
    points = forms.IntegerField(
        min_value=1, max_value=MAX_GRANT, help_text="100 points are worth 1.00."
    )
    note = LineOfText(max_length=200, help_text="A short reason. The customer can read it.")
    token = forms.UUIDField(initial=uuid7, widget=forms.HiddenInput)

    class Meta:
        model = Entry
        fields = ["points", "note"]

    def clean_customer(self) -> Any:
        """Return the account with this address."""
        users = get_user_model().objects
        user = users.filter(email__iexact=self.cleaned_data["customer"]).first()
        if user is None:
            raise forms.ValidationError("There is no account with this address.")
        return user
