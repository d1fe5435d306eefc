"""Reading one variable. An empty one counts as not given, as `SOME=${SOME:-}` leaves it.

Not by `environ.Env()`: that takes every word it does not know for False, and a value that
begins with a dollar sign for the name of another variable. Its parsers of URLs are used.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def read_dotenv(path: Path) -> None:
    """Set what this file says and nobody has set yet; there may be no such file."""
    if path.exists():
        environ.Env.read_env(path)


def refused(name: str, problem: str, fix: str) -> ImproperlyConfigured:
    """The error to raise for a variable whose value cannot work."""
    return ImproperlyConfigured(f"{name}: {problem} {fix}")


def text(name: str, default: str = "") -> str:
    """What the variable says, or the file that `<name>_FILE` names, as secrets are handed over.

    Raises ImproperlyConfigured where both are given, and for a file that says nothing.
    """
    value = os.environ.get(name, "").strip()
    path = os.environ.get(f"{name}_FILE", "").strip()
    if value and path:
        raise refused(name, f"it is given, and {name}_FILE, too.", "Leave out one of them.")
    return value or (_in_file(f"{name}_FILE", Path(path)) if path else default)


def _in_file(name: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise refused(name, f"{path} cannot be read ({error}).", "Correct it.") from error
    if not value:
        raise refused(name, f"{path} is empty.", "Write the value into it.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Raises ImproperlyConfigured for a word that is neither yes nor no."""
    word = text(name).lower()
    if not word:
        return default
    if word not in TRUE | FALSE:
        raise refused(name, f"{word!r} is neither yes nor no.", "Say true or false.")
    return word in TRUE


def number(name: str, *, default: int) -> int:
    """Raises ImproperlyConfigured for what is no whole number above 0."""
    word = text(name, str(default))
    if not (word.isascii() and word.isdecimal() and int(word)):
        raise refused(name, f"{word!r} is no number.", "Say 1 or more.")
    return int(word)


def words(name: str) -> list[str]:
    """What stands between the commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def choice(name: str, options: Sequence[str]) -> str:
    """One of the options, the first if none is given; raises ImproperlyConfigured for others."""
    value = text(name, options[0])
    if value not in options:
        raise refused(name, f"{value!r} is not known.", f"Say one of: {', '.join(options)}.")
    return value
