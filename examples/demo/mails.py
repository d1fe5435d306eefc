"""The e-mails of the demo, read from the files that Django's file backend writes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from pathlib import Path

from django.conf import settings

# The backend writes this after each message; a file can hold several.
SEPARATOR = b"\n" + b"-" * 79 + b"\n"
FILE_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+")
SHOWN = 50
_DATE = re.compile(rb"^Date: (.+?)$", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail; `file` and `place` identify it in addresses."""

    file: str
    place: int
    subject: str
    sender: str
    to: str
    sent_at: datetime
    text: str
    html: str


def recent_mails() -> list[Mail]:
    """Return the latest e-mails, newest first."""
    files = sorted(_folder().glob("*.log"), key=lambda path: path.name[:15], reverse=True)
    mails = [mail for path in files[:SHOWN] for mail in _mails_in(path)]
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)[:SHOWN]


def find_mail(*, file: str, place: int) -> Mail | None:
    """Return an e-mail; None if it does not exist or the name is not from the backend."""
    path = _folder() / f"{file}.log"
    if not FILE_NAME.fullmatch(file) or not path.is_file():
        return None
    return next((mail for mail in _mails_in(path) if mail.place == place), None)


def move_mails_back(*, since: datetime, by: timedelta) -> None:
    """Subtract a duration from the date of each e-mail that was sent after `since`."""
    for path in _folder().glob("*.log"):
        if path.stat().st_mtime >= since.timestamp():
            earlier = partial(_earlier, since=since, by=by)
            path.write_bytes(_DATE.sub(earlier, path.read_bytes()))


def _earlier(date: re.Match[bytes], *, since: datetime, by: timedelta) -> bytes:
    try:
        sent_at = _time(date[1].decode("ascii"))
    except ValueError:  # a line of the text
        return date[0]
    return f"Date: {format_datetime(sent_at - by)}".encode() if sent_at >= since else date[0]


def _time(date: str) -> datetime:
    """Return the time of a header; one that does not state its zone is in UTC (RFC 5322)."""
    time = parsedate_to_datetime(date)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _folder() -> Path:
    options = settings.MAILERS["default"].get("OPTIONS", {})
    return Path(options.get("file_path", settings.VAR_DIR / "mail"))


def _mails_in(path: Path) -> list[Mail]:
    sources = path.read_bytes().split(SEPARATOR)
    return [
        _mail(message_from_bytes(source, policy=policy.default), file=path.stem, place=place)
        for place, source in enumerate(sources)
        if source.strip()
    ]


def _mail(message: EmailMessage, *, file: str, place: int) -> Mail:
    return Mail(
        file=file,
        place=place,
        subject=message.get("Subject", ""),
        sender=message.get("From", ""),
        to=message.get("To", ""),
        sent_at=_time(message["Date"]),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
