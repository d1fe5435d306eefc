"""The forms of the account pages."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password

from config.accounts import services

_EMAIL = {
    "required": "Type your e-mail address.",
    "invalid": "Type a whole address, such as ada@example.com.",
}
_PASSWORD = {"required": "Type a password."}


class LogInForm(AuthenticationForm):
    """Log in by e-mail address, however it is written, and password."""

    username = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages=_EMAIL,
    )

    error_messages = {
        "invalid_login": "This e-mail address and password do not belong together. "
        "Check both, or reset your password.",
        "inactive": "This account has been closed. Write to us if you want it back.",
    }

    def clean_username(self) -> str:
        email: str = self.cleaned_data["username"]
        return email.lower()


class SignUpForm(forms.Form):
    """An e-mail address and a password make an account."""

    email = forms.EmailField(
        label="E-mail",
        max_length=150,
        help_text="You log in with it, and we write to it about your orders.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=_EMAIL,
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
                validate_password(password, User(username=email or "", email=email or ""))
            except forms.ValidationError as error:
                self.add_error("password", error)


class ForgottenPasswordForm(PasswordResetForm):
    """Django's, which would log that its mail cannot be sent, and let the visitor wait for it.

    Whether one could be is found out for every address alike: nobody learns who has an account.
    """

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=_EMAIL,
    )

    def clean(self) -> None:
        if not self.errors:
            try:
                services.reach_mail_server()
            except services.MailAway as error:
                raise forms.ValidationError(
                    "We cannot send mail at the moment. Please try again in a few minutes.",
                    code="mail_away",
                ) from error
