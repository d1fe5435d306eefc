"""Error pages. None of them reads the session, the database or the body of the request again."""

import logging
import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from events.log import error_summary

logger = logging.getLogger("storefront")

RETRY_AFTER = 5  # seconds
# PostgreSQL: lock_timeout, statement_timeout, a deadlock, an idle transaction that was ended.
_TIMEOUTS = {"55P03", "57014", "40P01", "25P03"}
# A connection that failed; a server that stops, crashed, or starts; one that cannot be written,
# because another one takes over from it.
_OUTAGES = ("08", "57P", "25006")
SECRET_FIELDS = ("password", "card", "cvc", "csrfmiddlewaretoken")


def is_timeout(error: BaseException) -> bool:
    """Return whether the database gave up waiting, so nothing was written."""
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, Error) and (state in _TIMEOUTS or "database is locked" in str(error))


def is_outage(error: BaseException) -> bool:
    """Return whether PostgreSQL is interrupted; it may have written before."""
    state = getattr(error.__cause__, "sqlstate", "")
    if state is None:  # no server answered
        return isinstance(error, InterfaceError | OperationalError)
    return isinstance(error, Error) and state.startswith(_OUTAGES)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """Render the 503 page if a later attempt can succeed.

    It keeps the form's contents, so that one click sends them again.
    """
    timeout, outage = is_timeout(error), is_outage(error)
    if not timeout and not outage:
        return None
    logger.warning("The database did not answer in time: %s", error_summary(error))
    posted = request.POST.lists() if request.method == "POST" else ()
    fields = [
        (name, value)
        for name, values in posted
        if not any(secret in name.lower() for secret in SECRET_FIELDS)
        for value in values
    ]
    context = {
        "fields": fields,
        "path": request.get_full_path(),
        "again": bool(fields),
        "outage": outage and not timeout,
        "unchanged": request.method == "GET",
    }
    page = HttpResponse(render_to_string("503.html", context, request), status=503)
    page.headers["Retry-After"] = str(RETRY_AFTER)
    page.headers["Cache-Control"] = "no-store"
    return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the 400 page, without a context that would read the request again.

    If the visitor logged out in another tab meanwhile, a page is requested again, and a form may
    have taken effect.
    """
    interrupted = isinstance(exception, SessionInterrupted)
    if interrupted and request.method == "GET":
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponse(render_to_string("400.html", {"interrupted": interrupted}), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the 500 page, or the 503 page where the database failed in a middleware."""
    error = sys.exception()
    page = unavailable(request, error) if error is not None else None
    return page or HttpResponse(render_to_string("500.html"), status=500)
