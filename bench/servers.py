"""A web server with production settings during a measurement."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import socket

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent
THREADS = 4
_PATIENCE = 30  # seconds, to start and to stop
_LOG_LENGTH = 3000  # characters of the output of a failed process
_SECRET = secrets.token_urlsafe(50)


class NotStarted(Exception):
    """A process failed or a server did not start; the message ends with its output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server; `pid` is the parent process of its workers."""

    port: int
    pid: int


def environment(**variables: str) -> dict[str, str]:
    """Return an environment of PATH and these variables, without those of the caller."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}


def shop_environment(database: str, files: str | Path, **variables: str) -> dict[str, str]:
    """Return the environment of a shop with production's settings; `files` is its directory.

    HTTPS is off, because clients are on the same machine. `variables` add to it or replace.
    """
    shop = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database,
        "SECRET_KEY": _SECRET,
        "DEBUG": "false",
        "DEMO": "false",
        "PAYMENT_GATEWAY": "orders.gateway.TestGateway",
        "HTTPS": "false",
        "SITE_URL": f"http://{HOST}",
        "CACHE_URL": f"file://{files}/cache",
        "EMAIL_URL": f"file://{files}/mail",
        "STATIC_ROOT": f"{files}/staticfiles",
        "LOG_FORMAT": "json",
    }
    return environment(**(shop | variables))


def run(*command: str, env: Mapping[str, str]) -> None:
    """Run Python with these arguments. Raise NotStarted if it fails."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True
    )
    if done.returncode:
        raise NotStarted(f"{' '.join(command)} failed:\n{done.stderr[-_LOG_LENGTH:]}")


@contextmanager
def serve(
    application: str, *options: str, ready: str, env: Mapping[str, str], workers: int = 2
) -> Iterator[Server]:
    """Serve a WSGI application during the block; `options` are for gunicorn.

    Raise NotStarted unless it answers the path `ready` with 200.
    """
    port = _free_port()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", application, *options),
                *("--bind", f"{HOST}:{port}"),
                *("--workers", str(workers), "--worker-class", "gthread"),
                *("--threads", str(THREADS), "--no-control-socket", "--log-level", "warning"),
            ],
            cwd=ROOT,
            env=env,
            stderr=log,
        )
        try:
            if not _answers(process, port, ready):
                log.seek(0)
                raise NotStarted(
                    f"{application} does not answer {ready}:\n{log.read()[-_LOG_LENGTH:]}"
                )
            yield Server(port=port, pid=process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(process: "subprocess.Popen[bytes]", port: int, ready: str) -> bool:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        time.sleep(0.1)
        connection = HTTPConnection(HOST, port, timeout=_PATIENCE)
        try:
            connection.request("GET", ready)
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            continue
        finally:
            connection.close()
    return False


def _free_port() -> int:
    with socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    return port
