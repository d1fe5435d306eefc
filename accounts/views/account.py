"""The account, its e-mail address, and its data."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.forms import CurrentPasswordForm, EmailChangeForm
from accounts.links import request_id_of
from accounts.models import User
from accounts.signals import AccountClosureRefused
from accounts.views.buttons import button_of
from accounts.views.passwords import current_password_form
from storefront import security
from storefront.forms import render_form
from storefront.limits import enforce


@require_safe
@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show the account and link everything that belongs to it."""
    return render(request, "accounts/account.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters()
@never_cache
def email(request: HttpRequest) -> HttpResponse:
    """Ask for a link to the new e-mail address."""
    form = current_password_form(request, EmailChangeForm)
    if form.is_valid():
        # The owner of the new address gets the e-mail, so the address is limited, as at sign-up.
        enforce("sign_up", request=request, account=form.cleaned_data["email"])
        services.request_email_change(user_id=form.user.pk, email=form.cleaned_data["email"])
        security.log("change of e-mail requested", request)
        return redirect("link_sent")
    return render_form(request, "accounts/email.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Change the address by the link in the e-mail: a page with one button."""
    request_id = request_id_of(token)
    if request_id is None:
        return render(request, "accounts/link_expired.html", status=404)
    if request.method != "POST":
        return render(request, "accounts/confirm_email.html")
    try:
        user = services.confirm_email_change(request_id=request_id)
    except (services.LinkExpired, services.EmailTaken):
        return render(request, "accounts/link_expired.html", status=410)
    security.log("e-mail changed", request, account_id=user.pk)
    messages.success(request, "Your new e-mail address is confirmed. Log in with it.")
    return redirect("account")


@require_safe
@login_required
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """Explain what is stored about the customer."""
    return render(request, "accounts/data.html")


@require_POST
@button_of("personal_data")
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Download everything that the shop stores about the customer, as JSON."""
    user = cast("User", request.user)
    enforce("export", request=request, account=str(user.pk))
    security.log("personal data exported", request)
    return json_of(user)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters()
@never_cache
def close(request: HttpRequest) -> HttpResponse:
    """Close the account, after asking for the password."""
    form = current_password_form(request, CurrentPasswordForm)
    if form.is_valid():
        account_id = form.user.pk
        try:
            services.close_account(user_id=account_id)
        except (AccountClosureRefused, services.StaffAccount) as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            security.log("account closed", request, account_id=account_id)
            messages.success(request, "Your account is closed and your data is erased.")
            return redirect("/")
    return render_form(request, "accounts/close.html", form)


def json_of(user: User) -> JsonResponse:
    """Return the personal data of an account as a file."""
    response = JsonResponse(selectors.personal_data_of(user), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="signal-shop-data.json"'
    return response
