"""An SMTP server for tests, which can also be slow, silent or reject e-mails."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.core.mail import EmailMultiAlternatives

type Outbox = list[EmailMultiAlternatives]


class MailServer(socketserver.ThreadingTCPServer):
    """Accept e-mails, or answer with the given replies.

    `replies` maps a command, such as "RCPT", to the line that the server answers instead of 250.
    `seconds_per_byte` sends each reply slowly, byte by byte. A server that is `silent` accepts
    connections and never answers.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[EmailMessage] = []
        self.replies: dict[str, str] = {}
        self.seconds_per_byte = 0.0
        self.silent = False
        self.stopped = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.silent:
            self.server.stopped.wait()
            return
        try:
            self._converse()
        except ConnectionError:  # the client closed the connection
            return

    def _converse(self) -> None:
        self._reply("220 mail.example ready")
        while line := self.rfile.readline():
            command = line[:4].decode().upper().strip()
            if command == "DATA":
                self._reply("354 end with a dot")
                self._receive()
            if command in self.server.replies:
                self._reply(self.server.replies[command])
            elif command == "QUIT":
                self._reply("221 bye")
                return
            else:
                self._reply("250 ok")

    def _receive(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        content = b"".join(line.removeprefix(b".") for line in lines)
        if "DATA" not in self.server.replies:
            self.server.received.append(message_from_bytes(content, policy=policy.default))

    def _reply(self, line: str) -> None:
        reply = f"{line}\r\n".encode()
        if not self.server.seconds_per_byte:
            self.wfile.write(reply)
            return
        for byte in reply:
            self.wfile.write(bytes([byte]))
            time.sleep(self.server.seconds_per_byte)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a server until the block ends."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.stopped.set()
        server.shutdown()
        thread.join()


def smtp(
    port: int, *, host: str = "127.0.0.1", timeout: float = 5, deadline: float = 10
) -> dict[str, object]:
    """Return Django's MAILERS for an SMTP server, by default on this machine."""
    options = {"host": host, "port": port, "timeout": timeout, "deadline": deadline}
    return {"default": {"BACKEND": "storefront.smtp.EmailBackend", "OPTIONS": options}}
