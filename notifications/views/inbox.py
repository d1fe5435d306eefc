"""The inbox of an account, and what of it goes out by e-mail, too."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notifications import rendering, selectors, services
from notifications.forms import EmailChoicesForm
from notifications.models import Message
from notifications.redirects import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages of an account, the newest first; `?before=` pages on, a POST marks all read."""
    if request.method == "POST":
        services.mark_all_read(_user_id(request))
        return see_other(request.path)
    page = selectors.inbox_page(_user_id(request), before=_cursor(request))
    return render(request, "notifications/inbox.html", {"page": page})


@require_safe
@login_required
@never_cache
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message, which counts as read from now on; 404 for everybody but its recipient."""
    found = get_object_or_404(Message, pk=message_id, recipient=request.user.pk)
    services.mark_read(found)
    body = rendering.body_on_site(found)
    return render(request, "notifications/message.html", {"message": found, "body": body})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    """Which kinds of messages an account wants by e-mail, too."""
    choices = selectors.email_choices(user_id=_user_id(request), is_staff=request.user.is_staff)
    form = EmailChoicesForm(choices, request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.choose_email(_user_id(request), form.chosen)
        messages.success(request, "Saved. This is what we e-mail you from now on.")
        return see_other(request.path)
    return render(request, "notifications/preferences.html", {"form": form})


def _user_id(request: HttpRequest) -> int:
    """Return the id of the signed-in user, whom `login_required` let in."""
    return cast("int", request.user.pk)


def _cursor(request: HttpRequest) -> UUID | None:
    before = request.GET.get("before")
    try:
        return UUID(before) if before else None
    except ValueError as error:
        raise Http404("There is no such page of the inbox.") from error
