"""Render the explorer's pages inside the project's base template."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.conf import conf


def render_page(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    """Render a template that extends `EVENTS_BASE_TEMPLATE`."""
    return render(request, template, {"events_base_template": conf.base_template, **context})
