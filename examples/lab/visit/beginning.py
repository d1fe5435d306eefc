"""The beginning of a visit: orders that were placed earlier do not count."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

_KEY = "lab.visit_began_at"
_LONGEST = timedelta(hours=1)


def begin_visit(request: HttpRequest) -> None:
    """Begin a new visit in this session."""
    request.session[_KEY] = timezone.now().isoformat()


def visit_began_at(request: HttpRequest) -> datetime:
    """Return when the visit began; a visitor who did not begin one has the last hour."""
    began = request.session.get(_KEY)
    return datetime.fromisoformat(began) if began else timezone.now() - _LONGEST
