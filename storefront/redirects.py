"""Redirects after a form."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


def see_other(to: Any, *args: Any) -> HttpResponseRedirect:
    """Return a 303 to a model, the name of a view, or a path: the browser fetches it with GET."""
    return HttpResponseRedirect(resolve_url(to, *args), status=HTTPStatus.SEE_OTHER)
