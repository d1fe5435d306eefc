"""A proxy between a program and a service, for cutting the two off from each other."""

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Lets everything through, until it is told not to; on a port of its own, always the same."""

    def __init__(self, host: str, port: int) -> None:
        self._service = (host, port)
        self._flowing = threading.Event()
        self._flowing.set()
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.port = 0
        self.visitors = 0

    def __enter__(self) -> Self:
        self.mend()
        return self

    def __exit__(self, *error: object) -> None:
        self.cut()

    def url(self, service: str) -> str:
        """The URL of the service, by way of this proxy."""
        at = urlsplit(service)
        who, at_sign, _ = at.netloc.rpartition("@")
        return at._replace(netloc=f"{who}{at_sign}127.0.0.1:{self.port}").geturl()

    def cut(self) -> None:
        """End what goes through, and let nobody in any more."""
        listener, self._listener = self._listener, None
        if listener is not None:
            _close(listener)
        self._flowing.set()
        for end in list(self._open):
            _close(end)
        self._open.clear()

    def freeze(self) -> None:
        """Let everybody in and pass nothing on, as a service that hangs."""
        self._flowing.clear()

    def mend(self) -> None:
        """Let everything through again."""
        self._flowing.set()
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                near, _ = listener.accept()
                self.visitors += 1
                try:
                    far = socket.create_connection(self._service)
                except OSError:
                    _close(near)
                    continue
                self._open |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=[source, sink], daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flowing.wait()
                sink.sendall(data)
        for end in (source, sink):
            _close(end)
            self._open.discard(end)


def _close(end: socket.socket) -> None:
    """Also where another thread is waiting for it."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
