"""The e-mails of the demo, read from the files that Django's file backend writes."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

# The backend writes this after each message; a file can hold several.
SEPARATOR = b"\n" + b"-" * 79 + b"\n"
FILE_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+")
SHOWN = 50


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
        sent_at=parsedate_to_datetime(message["Date"]),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
