"""Who may look into the back room: staff; in the demo everybody, with personal data masked."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from events.conf import conf


def sees_personal_data(request: HttpRequest) -> bool:
    """Whether payloads are shown to this visitor as they are."""
    return request.user.is_staff


def may_look(request: HttpRequest) -> bool:
    """Whether the back room is open to this visitor."""
    return conf.explorer_public or request.user.is_staff


type View = Callable[..., HttpResponseBase]


def back_room(view: View) -> View:
    """Let a view be seen by staff, and by everybody in the demo.

    A visitor is asked to log in; a customer gets 403.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_look(request):
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            raise PermissionDenied("These pages are for the staff of the shop.")
        return redirect_to_login(request.get_full_path())

    return guarded


def _page_of_form(request: HttpRequest) -> str:
    """Where to go on after the login: to the page with the form, which is sent elsewhere."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if ours else "/"


def staff_only(view: View) -> View:
    """Let a view be used by staff alone, in the demo as well: it changes something."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_staff:
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            raise PermissionDenied("Only the staff of the shop may do this.")
        return redirect_to_login(_page_of_form(request))

    return guarded
