"""How forms are rendered."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class ShopRenderer(TemplatesSetting):
    """Render forms and fields with the shop's templates, widgets with Django's."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def render_form(
    request: HttpRequest, template: str, form: forms.BaseForm, **context: Any
) -> HttpResponse:
    """Render the page of a form: as a 422 if the form has errors."""
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
