"""Optimistic locking for forms that show stored values."""

import json
from collections.abc import Mapping
from copy import copy
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.db.models import ManyToManyField, Model
from django.forms.models import model_to_dict


def with_value[T: Mapping[str, Any]](data: T, name: str, value: object) -> T:
    """Return a copy of submitted data with another value of one field.

    A copy as `{**data}` would show a list of values in every other field.
    """
    copied: Any = copy(data)
    copied[name] = value
    return cast("T", copied)


class StoredValuesForm(forms.ModelForm):
    """Refuse to overwrite values that changed after the form was opened.

    A hidden field holds a digest of each value that the form showed. The check locks the row,
    so the form has to be saved in the same transaction, as the admin does. A second submission
    of the refused form overwrites: its sender has seen the current values. A value that is stored
    already is accepted, such as one of a form that is sent twice.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["shown"] = json.dumps(self._digests(self.instance))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_bound or self.instance._state.adding:
            return cleaned
        rows = type(self.instance)._default_manager.select_for_update(no_key=True)
        stored = rows.get(pk=self.instance.pk)
        for field in stored._meta.concrete_fields:
            if field.name not in self.fields:  # saving writes the whole row
                setattr(self.instance, field.attname, getattr(stored, field.attname))
        digests = self._digests(stored)
        shown = self._shown()
        values = model_to_dict(stored, fields=digests)
        changed = [
            name
            for name, digest in digests.items()
            if shown.get(name) != digest
            and self.fields[name].has_changed(values[name], self[name].data)
        ]
        for name in changed:
            value = ""
            if not isinstance(stored._meta.get_field(name), ManyToManyField):
                value = f" to “{self[name].field.prepare_value(getattr(stored, name))}”"
            self.add_error(
                name,
                f"Another user changed this{value} after you opened the form. "
                "Check your changes and save again.",
            )
        if changed:
            self.data = with_value(self.data, self.add_prefix("shown"), json.dumps(digests))
        return cleaned

    def _shown(self) -> dict[str, str]:
        try:
            shown = json.loads(self.data.get(self.add_prefix("shown"), ""))
        except (ValueError, RecursionError):  # such as a hundred thousand brackets
            return {}
        return shown if isinstance(shown, dict) else {}

    def _digests(self, instance: Model) -> dict[str, str]:
        fields = (*instance._meta.concrete_fields, *instance._meta.many_to_many)
        return {
            field.name: sha256(str(_stored(instance, field)).encode()).hexdigest()[:12]
            for field in fields
            if field.name in self.fields
        }


def _stored(instance: Model, field: Any) -> object:
    if isinstance(field, ManyToManyField):
        return sorted(getattr(instance, field.name).values_list("pk", flat=True))
    return instance.serializable_value(field.name)
