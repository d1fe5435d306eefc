"""What the frame of a page needs to know about who is looking at it.

A visitor without a session cookie costs no query: nothing of theirs is stored.
"""

from django.conf import settings
from django.http import HttpRequest

from events.signals import FrameShown, Panel, frame_shown
from orders.basket import SESSION_KEY


def basket_count(request: HttpRequest) -> int:
    """How many pieces the basket in the visitor's session holds."""
    if not _has_session(request):
        return 0
    basket: dict[str, int] = request.session.get(SESSION_KEY, {})
    return sum(basket.values())


def panels(request: HttpRequest) -> list[Panel]:
    """What the other apps add to the header of this page."""
    viewer_id = request.user.pk if _has_session(request) else None
    return frame_shown.ask(FrameShown(viewer_id=viewer_id, path=request.path))


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.modified
