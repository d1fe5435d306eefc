"""Context of the base template. Everything is evaluated when the template first uses it."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from events.api import Question
from storefront.panels import Panel, footer_panels, header_panels, hint_panels
from storefront.requests import user_id_of


def panels(request: HttpRequest) -> dict[str, object]:
    """Add `header_panels`, `hint_panels` and `footer_panels`, answered by apps and plugins."""
    return {
        "header_panels": cache(partial(_ask, request, header_panels)),
        "hint_panels": cache(partial(_ask, request, hint_panels)),
        "footer_panels": cache(partial(_ask, request, footer_panels)),
        "DEMO": settings.DEMO,
        "MAIL_PAGE_URL": settings.MAIL_PAGE_URL,
    }


def _ask(request: HttpRequest, question: Question[Any, Panel]) -> list[Panel]:
    asked = question.question_type(viewer_id=user_id_of(request), path=request.path)
    return question.ask(asked)
