"""The forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.password_validation import validate_password

from accounts.hashing import hashing_slot
from accounts.models import User
from storefront.address_form import AddressForm
from storefront.email_addresses import EmailField

# Hashing takes longer for longer passwords.
PASSWORD_LENGTH = 1000
PASSWORD_HELP = "At least 8 characters, not only digits, and not easy to guess."  # noqa: S105


class LogInForm(auth_forms.AuthenticationForm):
    """Log in by e-mail address and password."""

    username = EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    error_messages = {
        "invalid_login": "This e-mail address and password do not match. "
        "Check both, or reset your password.",
        "inactive": "This account is locked. Contact us to unlock it.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.widget.attrs["maxlength"] = PASSWORD_LENGTH
        password.error_messages["required"] = "Enter your password."


def _password(label: str, *, new: bool = False, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=PASSWORD_LENGTH,
        help_text=help_text,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
        error_messages={"required": "Enter a password." if new else "Enter your password."},
    )


class SignUpForm(forms.Form):
    """Sign up with an e-mail address and a password."""

    email = EmailField(
        label="E-mail",
        help_text="You log in with it, and we send the e-mails about your orders to it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = _password("Password", new=True, help_text=PASSWORD_HELP)

    def clean_password(self) -> str:
        """Reject a weak password, and one that resembles the address."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.cleaned_data.get("email", "")))
        return password


class EmailForm(forms.Form):
    """Ask for a link by e-mail."""

    email = EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class PasswordForm(forms.Form):
    """Enter the password of a sign-up again."""

    password = _password("Password")


class SetPasswordForm(auth_forms.SetPasswordForm):
    """Set a new password."""

    new_password1 = _password("New password", new=True, help_text=PASSWORD_HELP)
    new_password2 = _password("New password again", new=True)


class PasswordChangeForm(auth_forms.PasswordChangeForm):
    """Set a new password, with the current one."""

    old_password = _password("Current password")
    new_password1 = _password("New password", new=True, help_text=PASSWORD_HELP)
    new_password2 = _password("New password again", new=True)

    def clean_old_password(self) -> str:
        """Check the current password in a slot for hashing."""
        with hashing_slot():
            return super().clean_old_password()


class CurrentPasswordForm(forms.Form):
    """Ask the signed-in customer for the current password, as to close the account."""

    password = _password("Current password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Check the password in a slot for hashing."""
        password: str = self.cleaned_data["password"]
        with hashing_slot():
            right = self.user.check_password(password)
        if not right:
            raise forms.ValidationError("This is not your current password.")
        return password


class EmailChangeForm(CurrentPasswordForm):
    """Change the e-mail address, with the current password."""

    email = EmailField(label="New e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ["email"]


class SavedAddressForm(AddressForm):
    """An address to save; `version` is the one that the customer saw."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.RegexField(
        r"^[0-9]{6}$",
        label="Code",
        help_text="The six digits that your app shows.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Enter the code.", "invalid": "A code has six digits."},
    )
