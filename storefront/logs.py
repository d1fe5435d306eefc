"""Log format: one line for each record, with the ids that relate it to others.

The logger `security` records actions of users: failed logins, refused permissions, staff reading
customers' data, retries and replays. `storefront.security` writes to it.
"""

import logging
import re
import time
import traceback
import unicodedata
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.defaults import unknown_default
from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

from events.log import error_summary
from events.payload import MASK

# Their messages quote code or name settings.
_ABOUT_CODE = (AttributeError, ImportError, ImproperlyConfigured, NameError)

# Of django.core.signing, and of Django's links to set a password.
_SIGNATURE = re.compile(r"(?<=:)[\w-]{43}(?![\w-])|(?<=-)[0-9a-f]{32}(?=/)", re.ASCII)

CACHE_SECONDS = 10.0
IDS = ("request_id", "correlation_id")
PLAIN = {*RESERVED_ATTRS, *IDS, "frames", "request", "server_time", "status_code", "color_message"}


def without_signatures(text: str) -> str:
    """Return the text without the signatures and tokens of the links that the shop sends.

    A logged path must not give access to an order or an account.
    """
    return _SIGNATURE.sub(MASK, text)


def escape_controls(value: object) -> str:
    r"""Return the text with control characters escaped: a newline as \n, an escape as \x1b.

    Names and messages come from visitors. They must not forge lines or control a terminal.
    """
    text = without_signatures(str(value))
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character
        for character in text
    )


def traceback_text(error: BaseException) -> str:
    """Return the frames of an exception and of its causes, the first cause first.

    The messages of other libraries can quote personal data: only developers see them.
    """
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
    return "\n\n".join(_one_traceback(each) for each in reversed(chain))


def _one_traceback(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    is_shown = settings.DEBUG or isinstance(error, _ABOUT_CODE)
    summary = f"{type(error).__name__}: {error}" if is_shown else error_summary(error)
    return f"Traceback (most recent call last):\n{frames}{escape_controls(summary)}"


class CacheFilter(logging.Filter):
    """Log an outage of Redis every ten seconds, with its reason, instead of a stack per request."""

    def __init__(self) -> None:
        super().__init__()
        self._logged_at = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        if time.monotonic() - self._logged_at < CACHE_SECONDS:
            return False
        self._logged_at = time.monotonic()
        reason = record.exc_info[1] if record.exc_info else record.getMessage()
        record.msg, record.args, record.exc_info = "The cache failed: %s", (reason,), None
        return True


class ConsoleFormatter(logging.Formatter):
    """For people: the message, then the fields of `extra` as name=value, then the ids."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s %(message)s", datefmt="%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name is logging's
        values = vars(record)
        fields = [name for name in values if name not in PLAIN]
        fields += [name for name in IDS if values.get(name, "-") != "-"]
        shown = (f"{name}={escape_controls(values[name])}" for name in fields)
        message = super().formatMessage(record)
        # The kernel logs the stack frames of receivers. Indented, they cannot forge a record.
        lines = message.split("\n") if record.name == "events" else [message]
        text = " ".join(["\n    ".join(map(escape_controls, lines)), *shown])
        # Those of a durable receiver, which the timeline also shows.
        frames = getattr(record, "frames", "").splitlines() if settings.DEBUG else []
        return "\n    ".join([text, *map(escape_controls, frames)])

    def formatException(self, ei: Any) -> str:  # noqa: N802  the name is logging's
        """Format a traceback on several lines, each without control characters."""
        return "\n".join(escape_controls(line) for line in traceback_text(ei[1]).split("\n"))


class JsonFormatter(BaseJsonFormatter):
    """For machines: JSON, in which numbers are numbers and booleans are booleans."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            reserved_attrs=[*RESERVED_ATTRS, "frames"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_default=_json_value,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {
            name: without_signatures(value) if isinstance(value, str) else value
            for name, value in log_data.items()
        }

    def formatException(self, ei: Any) -> str:  # noqa: N802  the name is logging's
        return traceback_text(ei[1])


def _json_value(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else unknown_default(value)
