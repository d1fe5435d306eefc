"""`make run` opens the demo shop, keeps it open, and stops it on a signal."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.chaos.shop import free_port
from tests.config.processes import bare_environment

TIMEOUT = 120  # seconds; preparing is slow on a busy machine


def _open(folder: Path, port: int | str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "examples.demo.run"],
        cwd=settings.BASE_DIR,
        env=bare_environment(
            **{
                "PORT": str(port),
                "DEMO": "true",
                "HTTPS": "false",
                "DATABASE_URL": f"sqlite:///{folder}/shop.sqlite3",
                "CACHE_URL": f"file://{folder}/cache",
                "EMAIL_URL": f"file://{folder}/mail",
                "SECRET_KEY": "only-for-this-test",
                **variables,
            }
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _read_until(shop: subprocess.Popen[str], words: str) -> str:
    """Return the output up to the line with these words."""
    assert shop.stdout is not None
    output = ""
    for line in shop.stdout:
        output += line
        if words in line:
            return output
    raise AssertionError(f"{words!r} is not in the output: {output}")


def _children(shop: subprocess.Popen[str]) -> dict[str, int]:
    """Return the process ids of the web server and the worker."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(shop.pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.strip().split(maxsplit=1) for line in listed.splitlines()]
    return {"web" if "gunicorn" in args else "worker": int(pid) for pid, args in rows}


def _wait_until_open(port: int) -> None:
    """Wait until the restarted web server answers."""
    until = time.monotonic() + TIMEOUT
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=10):
                return
        except OSError:
            assert time.monotonic() < until, "the shop does not answer"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def shop(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    with _open(folder, port) as process:
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(TIMEOUT)


def test_shop_opens_restarts_its_processes_and_stops(
    shop: subprocess.Popen[str], port: int
) -> None:
    output = _read_until(shop, "Ctrl-C closes it.")
    assert f"Signal Shop is open: http://localhost:{port}/" in output
    assert "kim@signal-shop.example" in output
    with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
        assert "This is a demo shop" in page.read().decode()

    for part, name in (("web", "The web server"), ("worker", "The worker")):
        os.kill(_children(shop)[part], signal.SIGKILL)
        assert f"{name} ended (-9) and was restarted." in _read_until(shop, "ended")
    assert set(_children(shop)) == {"web", "worker"}
    _wait_until_open(port)

    children = _children(shop).values()
    began = time.monotonic()
    shop.send_signal(signal.SIGINT)
    assert shop.wait(TIMEOUT) == 0
    assert time.monotonic() - began < 15
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_port_in_use_is_reported(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        output, _ = _open(folder, port).communicate(timeout=TIMEOUT)
    assert f"Port {port} is in use by another program" in output
    assert f"make run PORT={port + 1}" in output


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_invalid_port_is_reported(folder: Path, port: str) -> None:
    shop = _open(folder, port)
    output, _ = shop.communicate(timeout=TIMEOUT)
    assert "PORT must be a number between 1 and 65535." in output
    assert shop.returncode == 1


def test_failed_preparation_ends_the_command(folder: Path) -> None:
    shop = _open(folder, free_port(), DATABASE_URL="mysql://localhost/shop")
    output, _ = shop.communicate(timeout=TIMEOUT)
    assert "DATABASE_URL: Must start with postgres://" in output
    assert "manage.py migrate failed" in output
    assert shop.returncode == 1
