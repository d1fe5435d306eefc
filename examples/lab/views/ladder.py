"""The page of the ladder. Every visitor of the demo may climb."""

import subprocess
import sys

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from examples.lab.exclusive import Busy, exclusive
from examples.lab.ladder.rungs import RUNGS
from examples.lab.models import Climb, Trouble

_CLIMB = [sys.executable, "manage.py", "climb_ladder"]
_TIMEOUT_SECONDS = 90


@require_safe
@never_cache
def ladder_page(request: HttpRequest) -> HttpResponse:
    """Show the results of the last climb and the code of each rung."""
    climb = Climb.objects.filter(seconds__isnull=False).first()
    cases = {(c.rung, c.trouble): c for c in climb.cases.all()} if climb else {}
    context = {
        "climb": climb,
        "troubles": Trouble,
        "rungs": [
            (rung, [cases.get((rung.code, trouble)) for trouble in Trouble]) for rung in RUNGS
        ],
        "source_url": settings.EVENTS_SOURCE_URL,
        "section": "ladder",
    }
    return render(request, "lab/ladder.html", context)


@require_POST
def climb(request: HttpRequest) -> HttpResponse:
    """Climb in a process with one thread, which may fork, and wait for it."""
    try:
        with exclusive("ladder"):
            done = subprocess.run(  # noqa: S603  the command is written in this file
                _CLIMB,
                cwd=settings.BASE_DIR,
                capture_output=True,
                text=True,
                timeout=_TIMEOUT_SECONDS,
                check=False,
            )
    except Busy as busy:
        messages.info(request, str(busy))
    else:
        if done.returncode:
            messages.error(request, f"The climb failed: {done.stderr.strip().splitlines()[-1]}")
    return redirect("lab:ladder")
