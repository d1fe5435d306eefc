"""Log in and out."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login

from accounts import second_factor
from accounts.forms import CodeForm, LogInForm
from accounts.models import User
from storefront import security
from storefront.forms import render_form
from storefront.limits import RateLimited
from storefront.requests import next_path

WRONG_CODE = "This code is not correct. Wait for the next one and try again."


class LogIn(auth_views.LoginView):
    form_class = LogInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Return the page to continue with, if it is one of this shop."""
        return next_path(request or self.request)


class LogOut(auth_views.LogoutView):
    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "You are logged out. See you soon.")
        return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask staff for the code of their second factor, or set it up."""
    user = cast("User", request.user)
    if not user.is_staff:
        raise Http404
    device = second_factor.device_of(user)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        wait = second_factor.wait_of(device)
        if device.verify_token(form.cleaned_data["code"]):
            if not device.confirmed:
                device.confirmed = True
                device.save(update_fields=["confirmed"])
                security.log("second factor set up", request)
            otp_login(request, device)
            return redirect(next_path(request) or "account")
        security.warn("wrong code of the second factor", request)
        form.add_error("code", str(RateLimited(wait)) if wait else WRONG_CODE)
    setup = None if device.confirmed else second_factor.setup_of(device)
    context = {"next": next_path(request), "setup": setup}
    return render_form(request, "accounts/second_factor.html", form, **context)
