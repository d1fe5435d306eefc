"""The pages of the demo: login by one click, and the sent e-mails."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from examples.demo.accounts import ACCOUNTS
from examples.demo.mails import Mail, find_mail, recent_mails
from storefront.requests import next_path

# An e-mail may have styles, but no scripts. Its links open in a new tab.
MAIL_CSP: Mapping[str, Sequence[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_POST
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Log in as one of the demo's accounts without a password."""
    emails = {account.role: account.email for account in ACCOUNTS}
    if role not in emails:
        raise Http404
    user = User.objects.filter(email=emails[role]).first()
    if user is None:
        messages.error(request, "The demo shop is not loaded yet. Run: python manage.py seed_demo")
        return redirect("login")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    messages.success(request, f"You are logged in as {role}.")
    return redirect(next_path(request) or "/")


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the sent e-mails."""
    return render(request, "demo/mail_list.html", {"mails": recent_mails()})


@require_safe
@never_cache
def mail(request: HttpRequest, file: str, place: int) -> HttpResponse:
    """Show an e-mail as HTML and as text."""
    return render(request, "demo/mail.html", {"mail": _mail_or_404(file, place)})


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_CSP)
def mail_body(request: HttpRequest, file: str, place: int) -> HttpResponse:
    """Return the HTML of an e-mail for its frame."""
    html = _mail_or_404(file, place).html
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def _mail_or_404(file: str, place: int) -> Mail:
    found = find_mail(file=file, place=place)
    if found is None:
        raise Http404("This e-mail does not exist.")
    return found
