"""The form with which staff give points away."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import get_user_model

from events.identifiers import uuid7
from loyalty.models import Account, Entry

MOST_GRANTED = 10_000


class GrantForm(forms.ModelForm):
    """A gift of points; `token` makes one gift of a form that is sent twice."""

    customer = forms.ModelChoiceField(
        queryset=get_user_model()._default_manager.all(),
        widget=AutocompleteSelect(Account._meta.get_field("customer"), admin.site),
    )
    points = forms.IntegerField(
        min_value=1, max_value=MOST_GRANTED, help_text="100 points take 1.00 off an order."
    )
    note = forms.CharField(
        max_length=200, help_text="What they are for, in a few words. The customer reads it."
    )
    token = forms.UUIDField(initial=uuid7, widget=forms.HiddenInput)

    class Meta:
        model = Entry
        fields = ["points", "note"]
