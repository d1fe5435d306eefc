"""The `security` log: actions of users and staff, with their network addresses."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from storefront.requests import client_address, user_id_of

logger = logging.getLogger("security")

# Pages behind which customers' data is shown to staff.
STAFF_NAMESPACES = {"admin", "events", "orders"}


def log(event: str, request: HttpRequest | None, **fields: object) -> None:
    """Log an event that is expected."""
    logger.info(event, extra={**_context(request), **fields})


def warn(event: str, request: HttpRequest | None, **fields: object) -> None:
    """Log an event that may be an attack."""
    logger.warning(event, extra={**_context(request), **fields})


def security_log_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Log denied requests, and the pages with customers' data that staff open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if response.status_code == 403:
            warn("permission denied", request, method=request.method)
        elif match is not None and response.status_code == 200 and _shows_customers(request):
            log("staff opened a page", request, method=request.method, view=match.view_name)
        return response

    return middleware


def _shows_customers(request: HttpRequest) -> bool:
    match = request.resolver_match
    polled = "HX-Request" in request.headers
    return (
        match is not None
        and not polled
        and match.app_name in STAFF_NAMESPACES
        and request.user.is_staff
    )


def _context(request: HttpRequest | None) -> dict[str, object]:
    if request is None:
        return {}
    return {
        "user_id": user_id_of(request),
        "client_address": client_address(request),
        "path": request.path,
    }
