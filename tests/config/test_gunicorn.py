"""The web server: its size, its address, its log, and a graceful stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from tests.chaos.shop import free_port
from tests.config.processes import bare_environment

GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn"]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = bare_environment(
        PORT=str(port), WEB_WORKERS="1", HTTPS="no", DJANGO_SETTINGS_MODULE="tests.settings"
    )
    with subprocess.Popen(
        [*GUNICORN, "tests.config.slow_page:application"],
        cwd=settings.BASE_DIR,
        env=environment,
        stderr=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
        except URLError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server never answered")


def test_request_in_progress_is_finished(server: subprocess.Popen[bytes], port: int) -> None:
    _wait_for(port)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as order:
        order.sendall(b"POST / HTTP/1.0\r\n\r\n")
        time.sleep(0.3)
        os.kill(server.pid, signal.SIGTERM)
        with order.makefile("rb") as answer:
            assert answer.read().endswith(b"paid")
    assert server.wait(10) == 0


def test_request_for_headers_only_is_not_logged(server: subprocess.Popen[bytes], port: int) -> None:
    _wait_for(port)
    urlopen(Request(f"http://127.0.0.1:{port}/", method="HEAD"), timeout=10).close()
    server.terminate()
    _, log = server.communicate(timeout=10)
    assert b"WARNING" not in log


def _configured(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*GUNICORN, "--print-config", "tests.config.slow_page:application"],
        cwd=settings.BASE_DIR,
        env=bare_environment(DEMO="true", HTTPS="false", **variables),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("host", "bind"), [("127.0.0.2", "['127.0.0.2:8000']"), ("::1", "['[::1]:8000']")]
)
def test_environment_sets_address_and_size(host: str, bind: str) -> None:
    printed = _configured(WEB_WORKERS="3", WEB_THREADS="7", HOST=host).stdout.split("\n")
    values = dict(line.split(" = ", 1) for line in printed if " = " in line)
    chosen = {name.strip(): value for name, value in values.items()}
    assert (chosen["workers"], chosen["threads"]) == ("3", "7")
    assert chosen["bind"] == bind


def test_invalid_size_stops_the_server() -> None:
    result = _configured(WEB_WORKERS="none")
    assert result.returncode != 0
    assert "WEB_WORKERS: Must be a number between 1 and 256." in result.stderr


def test_server_header_names_no_software(server: subprocess.Popen[bytes], port: int) -> None:
    _wait_for(port)
    with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
        assert page.headers["Server"] == "signal-shop"


def test_server_uses_the_log_format_of_the_shop(port: int) -> None:
    with subprocess.Popen(
        [*GUNICORN, "--log-level", "info", "tests.config.slow_page:application"],
        cwd=settings.BASE_DIR,
        env=bare_environment(
            PORT=str(port),
            WEB_WORKERS="1",
            LOG_FORMAT="json",
            DJANGO_SETTINGS_MODULE="tests.settings",
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        _wait_for(port)
        process.terminate()
        said, _ = process.communicate(timeout=10)
    lines = [json.loads(line) for line in said.splitlines()]
    assert {line["logger"] for line in lines} == {"gunicorn.error"}
    assert any(line["message"].startswith("Booting worker") for line in lines)
