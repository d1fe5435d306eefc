"""The code of a receiver, from the file that is running."""

import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from events.conf import conf
from events.registry import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A function as it stands in the code; `path` is relative to the project, if it is of it."""

    path: str
    line: int
    text: str

    @property
    def link(self) -> str:
        """A link to the line, if `EVENTS_SOURCE_URL` is set and the file is in the project."""
        if not conf.source_url or Path(self.path).is_absolute():
            return ""
        return f"{conf.source_url}/{self.path}#L{self.line}"


def source_of(subscription: Subscription) -> Source:
    """The receiver's own code, from the file that is running."""
    return _source(subscription.function)


@cache
def _source(function: Any) -> Source:
    lines, first = inspect.getsourcelines(function)
    path = Path(inspect.getsourcefile(function) or "")
    root = Path(getattr(settings, "BASE_DIR", "."))
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return Source(path=str(shown), line=first, text="".join(lines))
