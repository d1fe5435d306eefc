"""The answer to a request whose account is closed while it is under way."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist, ObjectNotUpdated
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from storefront.requests import HtmxRequest

# A row refers to the account, is not found with it, or cannot be updated.
_MISSING_ROW = (IntegrityError, ObjectDoesNotExist, ObjectNotUpdated)


class ClosedAccountMiddleware:
    """Sign the visitor out, instead of an error page: another tab has closed the account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HtmxRequest, error: Exception) -> HttpResponse | None:
        """Redirect if the account that the request was signed in with does not exist any more."""
        if not isinstance(error, _MISSING_ROW) or not request.user.is_authenticated:
            return None
        if User.objects.filter(pk=request.user.pk).exists():
            return None
        logout(request)
        messages.info(request, "Your account is closed, so nothing was changed.")
        return HttpResponseClientRedirect("/") if request.htmx else redirect("/")
