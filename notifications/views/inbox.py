"""The inbox of an account and its e-mail preferences."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.explorer.paging import parsed_id
from notifications import selectors, services
from notifications.forms import EmailPreferencesForm
from notifications.models import Message
from storefront.redirects import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Show messages, latest first; `?before=` selects a page, and POST marks all as read."""
    user_id = _user_id(request)
    if request.method == "POST":
        services.mark_all_read(user_id=user_id)
        return see_other(request.path)
    page = selectors.inbox_page(user_id, before=_cursor(request))
    return render(request, "notifications/inbox.html", {"page": page})


@require_safe
@login_required
@never_cache
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Show a message to its recipient and mark it as read."""
    found = get_object_or_404(Message, pk=message_id, recipient=request.user.pk)
    services.mark_read(found)
    body = selectors.message_body(found)
    return render(request, "notifications/message.html", {"message": found, "body": body})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose which types of message are sent by e-mail."""
    user_id = _user_id(request)
    stored = selectors.email_preferences(user_id, staff=request.user.is_staff)
    form = EmailPreferencesForm(stored, request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.set_email_preferences(user_id=user_id, by_email=form.changed)
        messages.success(request, "Your e-mail preferences have been saved.")
        return see_other(request.path)
    return render(request, "notifications/preferences.html", {"form": form})


def _user_id(request: HttpRequest) -> int:
    """Return the id of the user, whom `login_required` let in."""
    return cast("int", request.user.pk)


def _cursor(request: HttpRequest) -> UUID | None:
    text = request.GET.get("before", "")
    before = parsed_id(text)
    if text and before is None:
        raise Http404("This page of the inbox does not exist.")
    return before
