"""Start, restart and stop the processes of the demo shop."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
# Seconds for a process to end after SIGTERM: more than gunicorn's graceful timeout.
STOP_TIMEOUT = 30


class Stopped(Exception):
    """A signal asked the shop to close."""


def write_line(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Part:
    """A process of the shop, in its own session.

    Ctrl-C therefore reaches the parent process only, which stops the parts in order.
    """

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  the commands are constants of run.py
            self.command, cwd=BASE_DIR, start_new_session=True
        )

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def wait_for(port: int) -> None:
    """Return when a program accepts connections on this port."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def watch(parts: list[Part], *, reloading: Part | None) -> None:
    """Restart parts that end, and the reloading part when the shop's code changes.

    Ends only by `Stopped`.
    """
    seen = _newest_source()
    while True:
        time.sleep(1)
        if reloading and (newest := _newest_source()) > seen:
            seen = newest
            reloading.stop()
            reloading.start()
            write_line(f"The code has changed: {reloading.name.lower()} was restarted.")
        for part in parts:
            if part.process is not None and (status := part.process.poll()) is not None:
                part.start()
                write_line(f"{part.name} ended ({status}) and was restarted.")


def _newest_source() -> float:
    """Return the time of the last change to the code of the shop.

    Files that vanish and broken links, which editors leave, do not count.
    """
    newest = 0.0
    for folder in {path.parent for path in BASE_DIR.glob("*/apps.py")}:
        for path in folder.rglob("*.py"):
            try:
                newest = max(newest, path.stat().st_mtime)
            except FileNotFoundError:
                continue
    return newest
