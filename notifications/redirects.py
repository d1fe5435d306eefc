"""After a form: go and look."""

from django.http import HttpResponseRedirect


def see_other(address: str) -> HttpResponseRedirect:
    """303: fetch that address with GET, whatever was sent here."""
    return HttpResponseRedirect(address, status=303)
