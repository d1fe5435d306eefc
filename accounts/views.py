"""The account pages. Accounts are optional: whoever has none can buy all the same."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.forms import ForgottenPasswordForm, LogInForm, SignUpForm
from accounts.models import User
from storefront.redirects import wanted_next


@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Who you are here, and the way to everything that is yours."""
    return render(request, "accounts/account.html")


class LogIn(auth_views.LoginView):
    form_class = LogInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


class LogOut(auth_views.LogoutView):
    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "You are logged out. See you soon.")
        return response


@sensitive_post_parameters()
@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account, be logged in, and go on where you were."""
    onward = wanted_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignUpForm(request.POST or None)
    if form.is_valid():
        try:
            user = services.sign_up(**form.cleaned_data)
        except services.EmailTaken:
            form.add_error(
                "email", "There is an account with this address. Log in, or reset your password."
            )
        else:
            login(request, user)
            messages.success(request, "Welcome! Your account is ready.")
            return redirect(onward)
    context = {"form": form, "next": wanted_next(request)}
    return render(request, "accounts/signup.html", context, status=422 if form.errors else 200)


class PasswordReset(auth_views.PasswordResetView):
    """The link leads to the shop's own address, whatever host the request asked for."""

    form_class = ForgottenPasswordForm
    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/mail/password_reset.txt"
    html_email_template_name = "accounts/mail/password_reset.html"
    subject_template_name = "accounts/mail/password_reset_subject.txt"
    success_url = reverse_lazy("password_reset_done")
    extra_email_context = {"site_url": settings.SITE_URL}

    def form_invalid(self, form: PasswordResetForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 503 if form.has_error(NON_FIELD_ERRORS, "mail_away") else 422
        return response


class PasswordResetDone(auth_views.PasswordResetDoneView):
    template_name = "accounts/password_reset_done.html"


class PasswordResetConfirm(auth_views.PasswordResetConfirmView):
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, "Your new password is set. Log in with it.")
        return response


class PasswordChange(auth_views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, "Your password is changed.")
        return response
