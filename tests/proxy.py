"""A proxy between a program and a service, which can cut or freeze the connection."""

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Forward all data on a fixed local port, until it is cut or frozen."""

    def __init__(self, host: str, port: int) -> None:
        self._service = (host, port)
        self._flowing = threading.Event()
        self._flowing.set()
        self._open: set[socket.socket] = set()
        self._server: socket.socket | None = None
        self.port = 0
        self.connections = 0

    def __enter__(self) -> Self:
        self.restore()
        return self

    def __exit__(self, *error: object) -> None:
        self.cut()

    def url(self, service: str) -> str:
        """Return the URL of the service through this proxy."""
        at = urlsplit(service)
        who, at_sign, _ = at.netloc.rpartition("@")
        return at._replace(netloc=f"{who}{at_sign}127.0.0.1:{self.port}").geturl()

    def cut(self) -> None:
        """Close all connections, and accept no new ones."""
        server, self._server = self._server, None
        if server is not None:
            _close(server)
        self._flowing.set()
        for end in list(self._open):
            _close(end)
        self._open.clear()

    def freeze(self) -> None:
        """Accept connections and forward nothing, like a service that hangs."""
        self._flowing.clear()

    def restore(self) -> None:
        """Accept connections and forward data again."""
        self._flowing.set()
        if self._server is None:
            self._server = socket.create_server(("127.0.0.1", self.port))
            self.port = self._server.getsockname()[1]
            threading.Thread(target=self._accept, args=[self._server], daemon=True).start()

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):  # the server socket was closed
            while True:
                near, _ = server.accept()
                self.connections += 1
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
    """Close a socket, even while another thread waits for it."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
