"""Choices of rows that answer any submitted key with an error message.

Django passes submitted keys to the database, where some raise an exception: `-Infinity`, a
number with forty digits, or any text if a widget searches for the chosen row.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models

from events.explorer.admin_base import is_key


class RowChoiceField(forms.ModelChoiceField):
    """A choice of one row."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the widget shows: no choice instead of an impossible one."""
        return super().bound_data(data if _is_possible(self, data) else None, initial)

    def to_python(self, value: Any) -> Any:
        """Return the row, or raise ValidationError for a key that no row can have."""
        is_row = isinstance(value, models.Model)
        if value not in self.empty_values and not is_row and not _is_possible(self, value):
            raise _refused(self, "invalid_choice", {"value": value})
        return super().to_python(value)


class RowsChoiceField(forms.ModelMultipleChoiceField):
    """A choice of several rows."""

    def clean(self, value: Any) -> Any:
        """Return the rows, or raise ValidationError for a key that no row can have."""
        for key in value if isinstance(value, (list, tuple)) else ():
            if not _is_possible(self, key):
                raise _refused(self, "invalid_pk_value", {"pk": key})
        return super().clean(value)


def _is_possible(field: forms.ModelChoiceField, key: object) -> bool:
    return field.queryset is not None and is_key(field.queryset.model, key)


def _refused(field: forms.Field, code: str, params: dict[str, object]) -> forms.ValidationError:
    return forms.ValidationError(field.error_messages[code], code=code, params=params)


class RowChoicesMixin(admin.ModelAdmin):
    """An admin whose forms have these fields for foreign keys and many-to-many relations."""

    formfield_overrides: ClassVar = {
        models.ForeignKey: {"form_class": RowChoiceField},
        models.ManyToManyField: {"form_class": RowsChoiceField},
    }
