"""The image's health check: a worker is heard of, a web server answers."""

import os
import runpy
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "docker" / "healthcheck.py"


@pytest.fixture
def heartbeat(tmp_path: Path) -> Path:
    return tmp_path / "heartbeat"


@pytest.fixture
def script(heartbeat: Path) -> dict[str, Any]:
    names = runpy.run_path(str(SCRIPT))
    names["main"].__globals__["HEARTBEAT"] = heartbeat
    return names


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What the web server in this container says, to be put in."""
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                assert connection.recv(1024).startswith(b"GET /healthz ")
                connection.sendall(said[0])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield said
        thread.join(5)


def test_a_worker_that_was_heard_of_lately_is_well(script: dict[str, Any], heartbeat: Path) -> None:
    heartbeat.touch()
    assert script["main"]() == 0


def test_a_worker_that_has_not_begun_is_not(script: dict[str, Any], heartbeat: Path) -> None:
    heartbeat.touch()
    os.utime(heartbeat, (0, 0))
    assert script["main"]() == 1


@pytest.mark.parametrize(
    ("longest_lease", "silence", "code"),
    [("", 65, 0), ("", 185, 1), ("60", 65, 0), ("60", 185, 1), ("600", 620, 0), ("600", 725, 1)],
)
def test_a_delivery_may_take_as_long_as_its_lease(
    script: dict[str, Any], heartbeat: Path, longest_lease: str, silence: int, code: int
) -> None:
    heartbeat.write_text(longest_lease)
    os.utime(heartbeat, (time.time() - silence, time.time() - silence))
    assert script["main"]() == code


@pytest.mark.parametrize(("status", "code"), [(b"200 OK", 0), (b"500 Oh", 1), (b"400 No", 1)])
def test_a_web_server_is_asked(
    script: dict[str, Any], answer: list[bytes], status: bytes, code: int
) -> None:
    answer.append(b"HTTP/1.1 " + status + b"\r\n\r\n")
    assert script["main"]() == code
