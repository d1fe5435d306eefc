"""The second factor of staff: codes of an authenticator app (TOTP, by django-otp)."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_otp import user_has_device
from django_otp.middleware import OTPMiddleware
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from storefront.requests import has_session

_PUBLIC_FILES = {"storefront.pages", "django.contrib.sitemaps.views"}


def device_of(user: User) -> TOTPDevice:
    """Return the device of an account; create one that waits for its first code.

    Two tabs that are opened at once show the same one.
    """
    devices = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "-pk")
    found: TOTPDevice | None = devices.first()
    if found is not None:
        return found
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        return devices.first() or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def wait_of(device: TOTPDevice) -> int:
    """Return for how many seconds django-otp refuses even the right code, after wrong ones."""
    _, refused = device.verify_is_allowed()
    if not refused:
        return 0
    locked_until: datetime = refused["locked_until"]
    return math.ceil((locked_until - timezone.now()).total_seconds())


def setup_of(device: TOTPDevice) -> dict[str, str]:
    """Return the data for an authenticator app: a link, its QR code, and the key to type."""
    address = device.config_url
    return {
        "address": address,
        "picture": segno.make(address).svg_data_uri(scale=5, dark="#000", light="#fff"),
        "key": address.partition("secret=")[2].partition("&")[0],
    }


class SecondFactorMiddleware(OTPMiddleware):  # type: ignore[misc]  # django-otp has no types
    """Ask staff for their second factor, if they have one or STAFF_SECOND_FACTOR requires it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let django-otp look at the user; without a session there is none."""
        answer = super().__call__ if has_session(request) else self.get_response
        response: HttpResponse = answer(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Redirect staff without their second factor, except from pages that are public files.

        A customer who has become staff keeps the session, which now ends as early as others.
        """
        # Without a session there is no user. Reading it would make every page depend on cookies.
        if not has_session(request) or view.__module__ in _PUBLIC_FILES:
            return None
        limit = settings.STAFF_SESSION_SECONDS
        if request.user.is_staff and request.session.get_expiry_age() > limit:
            request.session.set_expiry(limit)
        if not _is_missing(request):
            return None
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('second_factor')}?{query}")


def _is_missing(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_staff or request.path in (reverse("second_factor"), reverse("logout")):
        return False
    if getattr(user, "otp_device", None) is not None:
        return False
    return settings.STAFF_SECOND_FACTOR or bool(user_has_device(user))
