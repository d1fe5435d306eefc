"""Error pages. None of them reads the session, the database or the body of the request again."""

import logging
import sys

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger("storefront")

RETRY_AFTER = 5  # seconds
# PostgreSQL: lock_timeout, statement_timeout, a deadlock, an idle transaction that was ended.
LOCK_STATES = {"55P03", "57014", "40P01", "25P03"}
SECRET_FIELDS = ("password", "card", "cvc", "csrfmiddlewaretoken")


def is_lock_timeout(error: BaseException | None) -> bool:
    """Return whether the database gave up waiting, so that a later attempt can succeed."""
    if not isinstance(error, Error):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state in LOCK_STATES or "database is locked" in str(error)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Render the 503 page. It keeps the form's contents, so that one click sends them again."""
    logger.warning("The database did not answer in time: %s", type(error).__name__)
    posted = request.POST.lists() if request.method == "POST" else ()
    fields = [
        (name, value)
        for name, values in posted
        if not any(secret in name.lower() for secret in SECRET_FIELDS)
        for value in values
    ]
    context = {"fields": fields, "path": request.get_full_path(), "again": bool(fields)}
    page = HttpResponse(render_to_string("503.html", context, request), status=503)
    page.headers["Retry-After"] = str(RETRY_AFTER)
    page.headers["Cache-Control"] = "no-store"
    return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the 400 page, without a context that would read the request again."""
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the 500 page, or the 503 page where middleware could not get a lock in time."""
    error = sys.exception()
    if error is not None and is_lock_timeout(error):
        return unavailable(request, error)
    return HttpResponse(render_to_string("500.html"), status=500)
