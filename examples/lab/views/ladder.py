"""The page of the ladder. Every visitor of the demo may climb."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.explorer.rendering import is_unchanged, polling_part
from examples.lab.exclusive import Busy
from examples.lab.ladder.progress import progress, start
from examples.lab.ladder.rungs import RUNGS
from examples.lab.models import Trouble

_CLIMB = "climb"  # the id of the element that htmx updates during a climb


@require_safe
@never_cache
def ladder_page(request: HttpRequest) -> HttpResponse:
    """Show the results of the latest climb, which may be running, and the code of each rung."""
    state = progress()
    if is_unchanged(request, state.stamp):
        return HttpResponse(status=204)
    context = {
        "progress": state,
        "troubles": Trouble,
        "rungs": [
            (rung, [(trouble, state.cases.get((rung.code, trouble))) for trouble in Trouble])
            for rung in RUNGS
        ],
        "source_url": settings.EVENTS_SOURCE_URL,
        "section": "ladder",
    }
    part = polling_part(request) == _CLIMB
    return render(request, "lab/ladder.html#climb" if part else "lab/ladder.html", context)


@require_POST
def climb(request: HttpRequest) -> HttpResponse:
    """Start a climb; the page shows its progress."""
    try:
        start()
    except Busy as busy:
        messages.info(request, str(busy))
    return redirect("lab:ladder")
