"""A climb in the background: start it, and read its progress."""

import subprocess
import sys
import threading
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache

from examples.lab.exclusive import acquire, is_running
from examples.lab.ladder.rungs import RUNGS
from examples.lab.models import Case, Climb, Trouble

EXPERIMENT = "ladder"
_CLIMB = [sys.executable, "manage.py", "climb_ladder", "--background"]
_ERROR = "lab.ladder.error"
_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The latest climb with its finished cases by rung and trouble; `error` if it failed."""

    climb: Climb | None = None
    cases: dict[tuple[str, str], Case] = field(default_factory=dict)
    is_running: bool = False
    error: str = ""

    @property
    def total(self) -> int:
        return len(RUNGS) * len(Trouble)

    @property
    def stamp(self) -> str:
        """Differs whenever a page must change."""
        return f"{self.climb.pk if self.climb else ''}-{len(self.cases)}-{self.is_running}"


def start() -> None:
    """Climb in another process, which has one thread and may fork. Raise Busy."""
    acquire(EXPERIMENT)
    cache.delete(_ERROR)
    process = subprocess.Popen(  # noqa: S603  the command is written in this file
        _CLIMB, cwd=settings.BASE_DIR, start_new_session=True
    )
    threading.Thread(target=process.wait, daemon=True).start()  # leave no zombie


def report_failure(error: Exception) -> None:
    """Store the error of a climb for its page."""
    cache.set(_ERROR, str(error), _HOUR)


def progress() -> Progress:
    """Return the progress of the latest climb."""
    running = is_running(EXPERIMENT)
    climb = Climb.objects.first()
    if climb is None or (climb.seconds is None and not running):
        error = cache.get(_ERROR, "The last climb did not finish." if climb else "")
        return Progress(is_running=running, error="" if running else error)
    cases = {(case.rung, case.trouble): case for case in climb.cases.exclude(answer="")}
    return Progress(
        climb=climb,
        cases=cases,
        is_running=running,
        error="" if running else cache.get(_ERROR, ""),
    )
