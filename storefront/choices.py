"""Choices of rows that answer any submitted key with an error message.

Django passes submitted keys to the database, where some raise an exception: `-Infinity`, a
number with forty digits, or any text if a widget searches for the chosen row.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models

from events.admin_base import is_key


class RowChoiceField(forms.ModelChoiceField):
    """A choice of one row."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the widget shows: no choice instead of an impossible one."""
        possible = self.queryset is not None and is_key(self.queryset.model, data)
        return super().bound_data(data if possible else None, initial)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, self.queryset.model):
            return super().to_python(value)
        if not is_key(self.queryset.model, value):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )
        return super().to_python(value)


class RowsChoiceField(forms.ModelMultipleChoiceField):
    """A choice of several rows."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, (list, tuple)) else ():
            if not is_key(self.queryset.model, key):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": key},
                )
        return super().clean(value)


class RowChoicesMixin(admin.ModelAdmin):
    """An admin whose forms have these fields for foreign keys and many-to-many relations."""

    formfield_overrides: ClassVar = {
        models.ForeignKey: {"form_class": RowChoiceField},
        models.ManyToManyField: {"form_class": RowsChoiceField},
    }
