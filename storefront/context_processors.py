"""Context of the base template. Everything is evaluated when the template uses it."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from storefront.panels import (
    FooterPanels,
    HeaderPanels,
    HintPanels,
    Panel,
    footer_panels,
    header_panels,
    hint_panels,
)


def panels(request: HttpRequest) -> dict[str, object]:
    """Add `header_panels`, `hint_panels` and `footer_panels`, answered by apps and plugins."""
    return {
        "header_panels": partial(_header, request),
        "hint_panels": partial(_hint, request),
        "footer_panels": partial(_footer, request),
        "DEMO": settings.DEMO,
        "MAIL_PAGE_URL": settings.MAIL_PAGE_URL,
    }


def _header(request: HttpRequest) -> list[Panel]:
    return header_panels.ask(HeaderPanels(viewer_id=_viewer_id(request), path=request.path))


def _hint(request: HttpRequest) -> list[Panel]:
    return hint_panels.ask(HintPanels(viewer_id=_viewer_id(request), path=request.path))


def _footer(request: HttpRequest) -> list[Panel]:
    return footer_panels.ask(FooterPanels(viewer_id=_viewer_id(request), path=request.path))


def _viewer_id(request: HttpRequest) -> int | None:
    """Return the signed-in user's id; without a session, without a query."""
    user = getattr(request, "user", None)
    return user.pk if user is not None else None
