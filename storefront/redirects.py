"""Redirects to the page that a visitor came from."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def next_path(request: HttpRequest) -> str:
    """Return the path in the parameter `next`; empty unless it is a path of this shop.

    A path starts with one slash. Anything else could name another site or a view.
    """
    path = request.POST.get("next", request.GET.get("next", ""))
    is_path = path.startswith("/") and path.isprintable()
    return path if is_path and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def redirect_to_next(request: HttpRequest, *, default: str) -> HttpResponseRedirect:
    """Redirect to the page that `next` names, or to the path `default`."""
    return HttpResponseRedirect(next_path(request) or default)
