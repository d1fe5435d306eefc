"""Workers of either engine, for as long as they are measured."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryFile

from bench.servers import ROOT, NotStarted

PATIENCE = 120  # seconds, to start and to deliver everything
_DELIVER = [sys.executable, "manage.py", "events_worker"]
_CELERY = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--without-mingle"]


@contextmanager
def crew(engine: str, size: int) -> Iterator[None]:
    """So many workers in the database of `DATABASE_URL`; raises NotStarted."""
    commands = [(_DELIVER, "Delivering")] * size
    if engine == "celery":
        commands = [
            ([*_CELERY, "--concurrency", str(size)], "ready."),
            ([sys.executable, "manage.py", "events_sweep"], "Sweeping"),
        ]
    with ExitStack() as processes:
        for command, says in commands:
            processes.enter_context(_running(command, engine, says))
        yield


@contextmanager
def _running(command: list[str], engine: str, says: str) -> Iterator[None]:
    """A process, from when it says that it is ready."""
    environment = {**os.environ, "EVENTS_ENGINE": engine, "PYTHONUNBUFFERED": "1"}
    with TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  the commands are written in this file
            command, cwd=ROOT, env=environment, stdout=said, stderr=said
        )
        try:
            wait_until(lambda: says in os.pread(said.fileno(), 100_000, 0).decode(), process)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_until(true: Callable[[], bool], process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Raises NotStarted when it takes too long, or the process ends first."""
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until or (process is not None and process.poll() is not None):
            raise NotStarted("The workers did not start, or did not come to an end.")
        time.sleep(0.05)
