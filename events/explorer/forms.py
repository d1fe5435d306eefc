"""The filters of the map and of the event log."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms

from events.explorer.references import flows_named
from events.models import Status
from events.registry import registry


def _app_names() -> list[str]:
    names = {*registry.signals, *(s.receiver for s in registry.of())}
    return sorted({name.partition(".")[0] for name in names})


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in sorted(values)]


def _optional(values: Callable[[], Iterable[str]]) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [("", "all"), *_choices(values())]


class MapFilter(forms.Form):
    """Select the part of the map that concerns an app, a signal or a receiver."""

    show = forms.ChoiceField(
        required=False,
        label="Show",
        choices=lambda: [
            ("", "everything"),
            ("Apps", _choices(_app_names())),
            ("Signals", _choices(registry.signals)),
            ("Receivers", _choices({s.receiver for s in registry.of()})),
        ],
    )

    def selected(self) -> str:
        """Return the selected name; an unknown one selects everything."""
        return str(self.cleaned_data.get("show", "")) if self.is_valid() else ""


class EventLogFilter(forms.Form):
    """Select events of the event log."""

    signal = forms.ChoiceField(required=False, choices=_optional(lambda: registry.signals))
    app = forms.ChoiceField(required=False, choices=_optional(_app_names))
    status = forms.ChoiceField(
        required=False, label="Delivery status", choices=_optional(lambda: Status.values)
    )
    correlation_id = forms.CharField(
        required=False,
        max_length=100,
        label="Flow",
        help_text="A correlation id, or a reference such as an order number.",
    )
    request_id = forms.CharField(required=False, max_length=64, label="Request id")
    actor = forms.CharField(
        required=False, max_length=64, label="Actor", help_text="The id of a user."
    )
    text = forms.CharField(required=False, max_length=100, label="Text in the payload")
    since = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Without it, texts, actors and request ids are searched for seven days only.",
    )
    ticks = forms.BooleanField(required=False, label="Show the minutes of the clock")

    def __init__(self, *args: Any, personal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not personal:
            # A user who can search hidden values can guess them.
            del self.fields["actor"]

    def clean_correlation_id(self) -> list[UUID]:
        """Return the ids of the flows that the text means."""
        text = self.cleaned_data["correlation_id"]
        found = flows_named(text)
        if text.strip() and not found:
            raise forms.ValidationError("No flow has this id or number.")
        return found
