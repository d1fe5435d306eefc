"""Test the health check of the image."""

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
    """Serve one response, which the test appends to the list."""
    responses: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                assert connection.recv(1024).startswith(b"GET /healthz ")
                connection.sendall(responses[0])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield responses
        thread.join(5)


@pytest.mark.parametrize(("silence", "code"), [(0, 0), (100, 0), (140, 1)])
def test_worker_must_touch_its_heartbeat_in_time(
    script: dict[str, Any], heartbeat: Path, silence: int, code: int
) -> None:
    heartbeat.touch()
    os.utime(heartbeat, (time.time() - silence, time.time() - silence))
    assert script["main"]() == code


def test_worker_without_a_first_round_is_unhealthy(script: dict[str, Any], heartbeat: Path) -> None:
    heartbeat.touch()
    os.utime(heartbeat, (0, 0))  # as docker/entrypoint.sh creates it
    assert script["main"]() == 1


@pytest.mark.parametrize(("status", "code"), [(b"200 OK", 0), (b"500 Oh", 1), (b"400 No", 1)])
def test_web_server_must_answer_with_200(
    script: dict[str, Any], answer: list[bytes], status: bytes, code: int
) -> None:
    answer.append(b"HTTP/1.1 " + status + b"\r\n\r\n")
    assert script["main"]() == code
