"""Reset and change a password."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import EmailForm, PasswordChangeForm, SetPasswordForm
from accounts.models import User
from storefront import security
from storefront.forms import render_form
from storefront.limits import enforce


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link to set a new password. The answer is the same for every address."""
    form = EmailForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        enforce("password_reset", request=request, account=email)
        services.request_password_reset(email=email)
        security.log("password reset requested", request)
        return redirect("password_reset_done")
    return render_form(request, "accounts/password_reset.html", form)


class ResetDone(auth_views.PasswordResetDoneView):
    template_name = "accounts/link_sent.html"


class ResetConfirm(auth_views.PasswordResetConfirmView):
    """Django's view: it keeps the token of the link out of the Referer header."""

    form_class = SetPasswordForm
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: "auth_forms.SetPasswordForm[User]") -> HttpResponse:
        services.reset_password(user=form.user, password=form.cleaned_data["new_password1"])
        del self.request.session[auth_views.INTERNAL_RESET_SESSION_TOKEN]
        security.log("password reset", self.request, account_id=form.user.pk)
        messages.success(self.request, "Your new password is set. Log in with it.")
        return redirect(str(self.success_url))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters()
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Change the password. Other sessions of the account end."""
    form = current_password_form(request, PasswordChangeForm)
    if form.is_valid():
        services.change_password(user=form.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, form.user)
        security.log("password changed", request)
        messages.success(request, "Your password is changed.")
        return redirect("account")
    return render_form(request, "accounts/password_change.html", form)


def current_password_form[F](
    request: HttpRequest, form_class: Callable[[User, QueryDict | None], F]
) -> F:
    """Return a form that asks for the current password. Each attempt counts as a login."""
    user = cast("User", request.user)
    if request.method == "POST":
        enforce("log_in", request=request, account=user.email)
    return form_class(user, request.POST or None)
