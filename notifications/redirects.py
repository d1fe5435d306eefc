"""After a form: go and look."""

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


def see_other(to: str) -> HttpResponseRedirect:
    """303 to a path or a named view: fetch it with GET, whatever was sent here."""
    return HttpResponseRedirect(resolve_url(to), status=303)
