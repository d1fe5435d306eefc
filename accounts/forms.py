"""The forms of the account pages."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.contrib.auth.password_validation import validate_password

from accounts import services
from accounts.models import User
from storefront.email_addresses import EmailField

_PASSWORD = {"required": "Type a password."}


class LogInForm(AuthenticationForm):
    """Log in by e-mail address, however it is written, and password."""

    username = EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    error_messages = {
        "invalid_login": "This e-mail address and password do not belong together. "
        "Check both, or reset your password.",
        "inactive": "This account has been closed. Write to us if you want it back.",
    }


class SignUpForm(forms.Form):
    """An e-mail address and a password make an account."""

    email = EmailField(
        label="E-mail",
        help_text="You log in with it, and we write to it about your orders.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text="At least 8 characters, not digits alone, and nothing that is easy to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=_PASSWORD,
    )

    def clean(self) -> None:
        """The password is held against the whole form: it must not resemble the address."""
        email, password = self.cleaned_data.get("email"), self.cleaned_data.get("password")
        if password:
            try:
                validate_password(password, User(email=email or ""))
            except forms.ValidationError as error:
                self.add_error("password", error)


class ForgottenPasswordForm(PasswordResetForm):
    """Django's, which would log that its mail cannot be sent, and let the visitor wait for it.

    Whether one could be is found out for every address alike: nobody learns who has an account.
    """

    email = EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean(self) -> None:
        if not self.errors:
            try:
                services.reach_mail_server()
            except services.MailAway as error:
                raise forms.ValidationError(
                    "We cannot send mail at the moment. Please try again in a few minutes.",
                    code="mail_away",
                ) from error
