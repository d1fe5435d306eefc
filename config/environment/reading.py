"""Reading one variable. An empty one counts as not given, as `SOME=${SOME:-}` leaves it.

Not by `environ.Env()`: that takes every word it does not know for False, and a value that
begins with a dollar sign for the name of another variable. Its parsers of URLs are used.
"""

import os
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def refused(name: str, problem: str, fix: str) -> ImproperlyConfigured:
    """The error to raise for a variable whose value cannot work."""
    return ImproperlyConfigured(f"{name}: {problem} {fix}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Raises ImproperlyConfigured for a word that is neither yes nor no."""
    word = text(name).lower()
    if not word:
        return default
    if word not in TRUE | FALSE:
        raise refused(name, f"{word!r} is neither yes nor no.", "Say true or false.")
    return word in TRUE


def words(name: str) -> list[str]:
    """What stands between the commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def choice(name: str, options: Sequence[str]) -> str:
    """One of the options, the first if none is given; raises ImproperlyConfigured for others."""
    value = text(name, options[0])
    if value not in options:
        raise refused(name, f"{value!r} is not known.", f"Say one of: {', '.join(options)}.")
    return value
