"""Load: clients that send a request, check the answer, and repeat.

Connections are kept alive, and answers are not parsed further than necessary, so that the clients
use little of the processor that they share with the server.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection
from statistics import median, quantiles
from time import perf_counter

from bench.servers import HOST

CLIENTS = 8
# A connection is served by the worker that accepted it; opening a new one now and then lets
# both workers have their share of the clients.
_REQUESTS_A_CONNECTION = 50
_TIMEOUT = 60  # seconds
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class WrongAnswer(Exception):
    """An answer with a wrong status or without its marker, which makes the run invalid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; its answer must have this status, and `marker` in its body or head."""

    method: str = "GET"
    path: str
    status: int = 200
    marker: str
    cookies: str = ""
    body: str = ""

    def encoded(self) -> bytes:
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: {HOST}\r\n"
        if self.cookies:
            head += f"Cookie: {self.cookies}\r\n"
        if self.method == "POST":
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(self.body)}\r\n"
        return f"{head}\r\n{self.body}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of a load; times are in milliseconds."""

    requests: int
    rate: float  # a second
    median: float
    p95: float


class Connection:
    """A connection that is replaced after a number of requests."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open()

    def _open(self) -> None:
        self._socket = create_connection((HOST, self._port), timeout=_TIMEOUT)
        self._socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        self._left = _REQUESTS_A_CONNECTION

    def close(self) -> None:
        self._socket.close()

    def ask(self, request: Request) -> None:
        """Send a request and check its answer. Raise WrongAnswer."""
        if not self._left:
            self.close()
            self._open()
        self._left -= 1
        self._socket.sendall(request.encoded())
        answer = self._received()
        if not answer.startswith(f"HTTP/1.1 {request.status} ".encode()):
            raise WrongAnswer(f"{request.method} {request.path}: {answer[:500]!r}")
        if request.marker.encode() not in answer:
            raise WrongAnswer(f"{request.method} {request.path}: no {request.marker!r} in it")

    def _received(self) -> bytes:
        answer = b""
        whole = inf
        while len(answer) < whole:
            received = self._socket.recv(65536)
            if not received:
                raise WrongAnswer(f"The server closed the connection after {answer[:500]!r}")
            answer += received
            if whole == inf and (end := answer.find(b"\r\n\r\n")) >= 0:
                length = _LENGTH.search(answer, 0, end)
                if not length:
                    raise WrongAnswer(f"An answer does not say how long it is: {answer[:end]!r}")
                whole = end + 4 + int(length[1])
        return answer


def load(port: int, requests: Iterator[Request], *, seconds: float = inf) -> Result:
    """Share the requests among CLIENTS until none is left or the time has passed.

    `requests` is an iterator over a list or a cycle. Raise WrongAnswer.
    """
    started = perf_counter()

    def client() -> list[float]:
        times = []
        connection = Connection(port)
        try:
            for request in requests:
                asked = perf_counter()
                connection.ask(request)
                answered = perf_counter()
                times.append((answered - asked) * 1000)
                if answered - started > seconds:
                    break
        finally:
            connection.close()
        return times

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(client) for _ in range(CLIENTS)]
        times = [milliseconds for done in clients for milliseconds in done.result()]
    return result_of(times, perf_counter() - started)


def result_of(times: list[float], seconds: float) -> Result:
    """Return the result of two or more requests: `times` in milliseconds, total `seconds`."""
    return Result(
        requests=len(times),
        rate=len(times) / seconds,
        median=median(times),
        p95=quantiles(times, n=20)[-1],
    )
