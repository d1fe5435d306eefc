"""Access to the explorer: to its pages, to personal data, and to retry and replay."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from events.conf import conf

security = logging.getLogger("security")

type View = Callable[..., HttpResponseBase]


def sees_personal_data(request: HttpRequest) -> bool:
    """Return whether this user sees payloads and errors unmasked."""
    return request.user.has_perm("events.view_storedevent")


def may_view(request: HttpRequest) -> bool:
    """Return whether this user can see the explorer."""
    return conf.explorer_public or sees_personal_data(request)


def may_change(request: HttpRequest) -> bool:
    """Return whether this user can retry and replay deliveries."""
    return request.user.has_perm("events.change_delivery")


def explorer_page(view: View) -> View:
    """Restrict a view to users who can see the explorer."""
    return _restricted(view, may_view, HttpRequest.get_full_path)


def changes_deliveries(view: View) -> View:
    """Restrict a view to users who can retry and replay, even if the explorer is public."""
    return _restricted(view, may_change, page_of_form)


def log_change(request: HttpRequest, action: str, **fields: object) -> None:
    """Log a retry or replay with the user's id."""
    security.info(action, extra={"actor": request.user.pk, **fields})


def _restricted(
    view: View, allowed: Callable[[HttpRequest], bool], next_url: Callable[[HttpRequest], str]
) -> View:
    @wraps(view)
    def restricted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if allowed(request):
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            raise PermissionDenied("Your account does not have the permission for this page.")
        return redirect_to_login(next_url(request))

    return restricted


def page_of_form(request: HttpRequest) -> str:
    """Return the page that a form was sent from: its own address only accepts POST."""
    page = request.headers.get("Referer", "")
    is_own = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_own else "/"
