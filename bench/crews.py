"""Workers of either engine during a measurement."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryFile

from bench.servers import ROOT, NotStarted

PATIENCE = 120  # seconds, to start and to deliver everything
_DELIVER = [sys.executable, "manage.py", "events_worker"]
_BARE = [sys.executable, "-m", "celery", "-A", "bench.post.bare", "worker", "--without-mingle"]
_CELERY = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--without-mingle"]


@contextmanager
def crew(engine: str, size: int, environment: Mapping[str, str]) -> Iterator[list[int]]:
    """Run workers of an engine in this environment, and provide their ids. Raise NotStarted."""
    commands = [(_DELIVER, "Delivering")] * size
    if engine == "celery":
        commands = [
            ([*_CELERY, "--concurrency", str(size)], "ready."),
            ([sys.executable, "manage.py", "events_sweep"], "Sweeping"),
        ]
    with ExitStack() as processes:
        environment = {**environment, "EVENTS_ENGINE": engine}
        yield [
            processes.enter_context(_running(command, environment, says))
            for command, says in commands
        ]


@contextmanager
def bare_crew(size: int, environment: Mapping[str, str], *, queue: str) -> Iterator[None]:
    """Run Celery without the shop, on a queue of `bench.post.bare`. Raise NotStarted."""
    command = [*_BARE, "--queues", queue, "--concurrency", str(size)]
    with _running(command, environment, queue):  # its banner names the queue
        yield


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], says: str) -> Iterator[int]:
    """Run a process, from when it prints that it is ready."""
    environment = {**environment, "PYTHONUNBUFFERED": "1"}
    with TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until(lambda: says in os.pread(output.fileno(), 100_000, 0).decode(), process)
            yield process.pid
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_until(
    true: Callable[[], object],
    process: "subprocess.Popen[bytes] | None" = None,
    *,
    every: float = 0.05,
) -> None:
    """Raise NotStarted if it takes too long, or if the process ends first."""
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until or (process is not None and process.poll() is not None):
            raise NotStarted("The workers did not start, or did not finish in time.")
        time.sleep(every)
