"""The source code of a receiver."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from events.conf import conf


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The code of a function; `path` is relative to the project if the file is part of it."""

    path: str
    line: int
    text: str

    @property
    def link(self) -> str:
        """The URL of the line, or empty for files outside the project."""
        if not conf.source_url or Path(self.path).is_absolute():
            return ""
        return f"{conf.source_url}/{self.path}#L{self.line}"


@cache
def source_of(function: Callable[..., Any]) -> Source:
    """Return the code of a function, from the file that is running."""
    lines, first = inspect.getsourcelines(function)
    path = Path(inspect.getsourcefile(function) or "")
    root = conf.project_dir
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return Source(path=str(shown), line=first, text="".join(lines))
