"""The form for granting points."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from uuid_utils.compat import uuid7

from loyalty.models import Entry, EntryType
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

    def clean(self) -> dict[str, Any]:
        """Reject a form that has granted other points before; `grant_points` would ignore it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        grant = Entry.objects.filter(event_id=given["token"], type=EntryType.GRANT).first()
        values = (given["customer"].pk, given["points"], given["note"])
        if grant and values != (grant.account_id, grant.points, grant.note):
            raise forms.ValidationError(
                "This form granted points before. Open it again to grant others."
            )
        return given
