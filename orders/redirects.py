"""After a form: go and look."""

from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


class SeeOther(HttpResponseRedirect):
    """303: fetch that page with GET, whatever was sent here."""

    status_code = 303


def see_other(to: Any, *args: Any) -> SeeOther:
    """A 303 to a model, the name of a view, or a path."""
    return SeeOther(resolve_url(to, *args))
