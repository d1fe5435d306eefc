"""Sign up and confirm."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.forms import PasswordForm, SignUpForm
from accounts.links import request_id_of
from storefront import security
from storefront.forms import render_form
from storefront.limits import enforce
from storefront.requests import next_path


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for an account. The answer is the same whether the address has one or not."""
    onward = next_path(request)
    if request.user.is_authenticated:
        return redirect(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    form = SignUpForm(request.POST or None)
    if form.is_valid():
        enforce("sign_up", request=request, account=form.cleaned_data["email"])
        services.request_sign_up(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            next_page=onward,
        )
        return redirect("link_sent")
    return render_form(request, "accounts/signup.html", form, next=onward)


@require_safe
@never_cache
def link_sent(request: HttpRequest) -> HttpResponse:
    """Ask the visitor to look at their e-mail."""
    return render(request, "accounts/link_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a sign-up with the password that was chosen, and log in."""
    request_id = request_id_of(token)
    if request_id is None:
        return render(request, "accounts/link_expired.html", status=404)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        enforce("log_in", request=request, account=str(request_id))
        try:
            confirmed = services.confirm_sign_up(
                request_id=request_id, password=form.cleaned_data["password"]
            )
        except services.WrongPassword:
            security.warn("wrong password at a sign-up", request)
            form.add_error("password", "This is not the password that you signed up with.")
        except (services.LinkExpired, services.EmailTaken):
            return render(request, "accounts/link_expired.html", status=410)
        else:
            login(request, confirmed.user, backend="accounts.backends.EmailBackend")
            messages.success(request, "Welcome! Your account is ready.")
            return redirect(confirmed.next_page or settings.LOGIN_REDIRECT_URL)
    return render_form(request, "accounts/confirm_sign_up.html", form)
