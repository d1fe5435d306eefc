"""The processes that make the demo shop: started, watched, stopped."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# Seconds that a process has to end when it is asked to: more than the web server gives to the
# requests that are running.
PATIENCE = 30


class Stopped(Exception):
    """Somebody asked the shop to close."""


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Part:
    """One of the processes that make the shop; in a session of its own, so that Ctrl-C
    reaches only this one, which then stops them in order."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  the commands are written in this file
            self.command, cwd=BASE_DIR, start_new_session=True
        )

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def watch(parts: list[Part], *, reloading: Part | None) -> None:
    """Start again what dies, at most once a second, and what reloads when its code changes.

    Ends by `Stopped` only.
    """
    seen = _newest_source()
    while True:
        time.sleep(1)
        if reloading and (newest := _newest_source()) > seen:
            seen = newest
            reloading.stop()
            reloading.start()
            say(f"The code has changed: {reloading.name.lower()} was started again.")
        for part in parts:
            if part.process is not None and (status := part.process.poll()) is not None:
                part.start()
                say(f"{part.name} died ({status}) and was started again.")


def _newest_source() -> float:
    """When the code of the shop changed last."""
    folders = [path.parent for path in BASE_DIR.glob("*/apps.py")]
    return max(path.stat().st_mtime for folder in folders for path in folder.rglob("*.py"))
