"""Render the explorer's pages, and the parts of them that poll."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.conf import conf


def render_page(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    """Render a template that extends `EVENTS_BASE_TEMPLATE`."""
    return render(request, template, {"events_base_template": conf.base_template, **context})


def polling_part(request: HttpRequest) -> str:
    """Return the id of the element that htmx requests, or an empty string for the whole page."""
    return request.headers.get("HX-Target", "")


def is_unchanged(request: HttpRequest, fingerprint: str) -> bool:
    """Return whether a polling element already shows this state."""
    return bool(polling_part(request)) and request.GET.get("seen") == fingerprint
