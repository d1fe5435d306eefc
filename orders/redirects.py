"""Redirects after a form."""

from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


class SeeOther(HttpResponseRedirect):
    """303: the browser fetches the page with GET, regardless of the method of its request."""

    status_code = 303


def see_other(to: Any, *args: Any) -> SeeOther:
    """Return a 303 to a model, the name of a view, or a path."""
    return SeeOther(resolve_url(to, *args))
