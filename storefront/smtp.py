"""An SMTP backend with a deadline for the whole conversation.

`timeout` limits each socket operation. A server that sends one byte every few seconds never
exceeds it, and would hold a worker for hours. `deadline` limits everything from the connection to
the last reply.
"""

import io
import smtplib
import socket
import time
from collections.abc import Buffer
from functools import partial
from typing import Any

from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend; `deadline` (seconds) is an additional entry of OPTIONS."""

    def __init__(self, *, deadline: float, **options: Any) -> None:
        super().__init__(**options)
        self.deadline = deadline

    @property
    def connection_class(self) -> Any:
        connection = _EncryptedConnection if self.use_ssl else _Connection
        return partial(connection, deadline=self.deadline)


class _Reader(io.RawIOBase):
    """Read from a socket until the deadline (a time of the monotonic clock)."""

    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        self.sock, self.ends_at = sock, ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        self.sock.settimeout(_remaining(self.ends_at))
        return self.sock.recv_into(buffer)


class _Connection(smtplib.SMTP):
    def __init__(self, *args: Any, deadline: float, **kwargs: Any) -> None:
        self.ends_at = time.monotonic() + deadline
        super().__init__(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Reader(self.sock, self.ends_at))
        return super().getreply()

    def send(self, s: Buffer | str) -> None:
        if self.sock is not None:
            self.sock.settimeout(_remaining(self.ends_at))
        super().send(s)


class _EncryptedConnection(_Connection, smtplib.SMTP_SSL):
    pass


def _remaining(ends_at: float) -> float:
    remaining = ends_at - time.monotonic()
    if remaining <= 0:
        raise smtplib.SMTPServerDisconnected("The mail server exceeded the deadline.")
    return remaining
