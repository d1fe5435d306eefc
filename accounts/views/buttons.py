"""Buttons of signed-in customers: addresses that only receive forms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

type View = Callable[..., HttpResponse]


def button_of(page: str) -> Callable[[View], View]:
    """Ask a visitor whose session has ended to log in, and continue on the page of the button.

    `login_required` would continue at the button's own address, which cannot be opened.
    """

    def restrict(view: View) -> View:
        @wraps(view)
        def restricted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return redirect_to_login(reverse(page))

        return restricted

    return restrict
