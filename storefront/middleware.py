"""Middleware of every request."""

import re
from collections.abc import Callable
from urllib.parse import unquote
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_cache_control

from events.context import bind
from storefront.errors import bad_request, unavailable
from storefront.limits import RateLimited
from storefront.requests import has_session, user_id_of

type GetResponse = Callable[[HttpRequest], HttpResponse]

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def request_id_middleware(get_response: GetResponse) -> GetResponse:
    """Give every request an id for its log lines and its response. A proxy may have set one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        with bind(request_id=request_id, actor=lambda: str(user_id_of(request) or "")):
            response = get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response

    return middleware


def bad_request_middleware(get_response: GetResponse) -> GetResponse:
    """Refuse text that databases cannot store, and bodies in another encoding than UTF-8.

    Django raises BadRequest where such a body is first read, which can be inside an error page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        texts = (
            request.path_info,
            unquote(request.META["QUERY_STRING"]),
            *request.COOKIES.values(),
        )
        if any("\0" in text for text in texts):
            return bad_request(request, BadRequest("The request contains a NUL character."))
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        is_form = request.content_type == "application/x-www-form-urlencoded"
        if is_form and charset not in ("utf-8", "utf8"):
            return bad_request(request, BadRequest("The form is not encoded as UTF-8."))
        return get_response(request)

    return middleware


def response_headers_middleware(get_response: GetResponse) -> GetResponse:
    """Keep responses that depend on a session out of every cache, and set security headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        session = getattr(request, "session", None)
        is_read = session is not None and session.accessed
        if response.cookies or (is_read and has_session(request)):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


def wrong_method_middleware(get_response: GetResponse) -> GetResponse:
    """Render an error page for 405 responses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "POST"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        add_never_cache_headers(page)
        return page

    return middleware


class ExceptionMiddleware:
    """Render the page of an exception that a view did not catch: 429 or 503, with Retry-After."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RateLimited):
            return rate_limited_page(request, error)
        return unavailable(request, error)


def rate_limited_page(request: HttpRequest, limited: RateLimited) -> HttpResponse:
    """Return the page that asks a visitor to wait."""
    page = render(request, "429.html", {"message": str(limited)}, status=429)
    page.headers["Retry-After"] = str(limited.retry_after)
    add_never_cache_headers(page)
    return page
