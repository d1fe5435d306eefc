"""What the lab's forms send."""

from django import forms

from examples.lab.models import FaultKind
from examples.lab.services import MOST_TIMES


class FaultForm(forms.Form):
    """Which receiver to break, and how."""

    signal = forms.CharField(max_length=100)
    receiver = forms.CharField(max_length=100)
    kind = forms.ChoiceField(choices=FaultKind.choices)
    times = forms.IntegerField(min_value=1, max_value=MOST_TIMES, required=False)


class RaceForm(forms.Form):
    """How many shoppers there are; the database lends a process eight connections at most."""

    shoppers = forms.IntegerField(min_value=2, max_value=8, initial=6, label="Shoppers")
