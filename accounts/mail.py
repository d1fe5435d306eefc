"""The e-mails of this app."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts import links
from accounts.models import LinkPurpose, LinkRequest, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An e-mail; `waits` means that its request is needed for the confirmation."""

    email: EmailMultiAlternatives
    waits: bool = False


def message_for(request: LinkRequest) -> Message | None:
    """Return the e-mail of a request, None if nothing is sent to this address."""
    owner = User.objects.filter(email=request.email, is_active=True).first()
    match request.purpose:
        case LinkPurpose.SIGN_UP if owner is not None:
            return Message(email=_email("sign_up_known", request, link=links.password_link(owner)))
        case LinkPurpose.SIGN_UP:
            link = links.confirmation_link(request)
            return Message(email=_email("sign_up", request, link=link), waits=True)
        case LinkPurpose.PASSWORD_RESET if owner is not None:
            return Message(email=_email("password_reset", request, link=links.password_link(owner)))
        case LinkPurpose.EMAIL_CHANGE if owner is not None:
            return Message(email=_email("email_change_known", request))
        case LinkPurpose.EMAIL_CHANGE:
            link = links.confirmation_link(request)
            return Message(email=_email("email_change", request, link=link), waits=True)
        case LinkPurpose.EMAIL_CHANGED:
            return Message(email=_email("email_changed", request))
    return None


SUBJECTS = {
    "sign_up": "Confirm your account at Signal Shop",
    "sign_up_known": "You already have an account at Signal Shop",
    "password_reset": "Set a new password for Signal Shop",
    "email_change": "Confirm your new e-mail address",
    "email_change_known": "This e-mail address already has an account",
    "email_changed": "Your e-mail address was changed",
}


def _email(name: str, request: LinkRequest, *, link: str = "") -> EmailMultiAlternatives:
    context = {
        "subject": SUBJECTS[name],
        "email": request.email,
        "link": link,
        "site_url": settings.SITE_URL,
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "confirmation_hours": settings.CONFIRMATION_TIMEOUT // 3600,
    }
    text = render_to_string(f"accounts/mail/{name}.txt", context)
    email = EmailMultiAlternatives(SUBJECTS[name], text, to=[request.email])
    email.attach_alternative(render_to_string(f"accounts/mail/{name}.html", context), "text/html")
    return email
