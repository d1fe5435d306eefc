"""Start, kill and restart the processes that deliver."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

PATIENCE = 60  # seconds; a busy machine starts slowly
DELIVER = [sys.executable, "manage.py", "events_worker"]
SWEEP = [sys.executable, "manage.py", "events_sweep"]
CELERY = [
    *(sys.executable, "-W", "ignore", "-m", "celery", "--quiet"),
    *("-A", "config.celery", "worker"),
    *("--concurrency", "2", "--without-mingle", "--without-gossip"),
]


def database_url(host: str = "", port: int = 0) -> str:
    """Return the URL of the tests' database, optionally at another address."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    where = f"{host or at['HOST']}:{port or at['PORT']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{where}/{at['NAME']}"


@dataclass(slots=True)
class ShopProcess:
    """One process and its children; their output goes to `log`, `clock` is for tests.clock."""

    command: list[str]
    ready: str
    log: Path
    clock: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    _read: int = 0

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._read = output.tell()
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Return whether it printed `ready` since its start; fail if it has died."""
        output = self.log.read_bytes()[self._read :].decode()
        assert self.is_alive, output
        return self.ready in output

    def kill(self) -> None:
        """Kill the process and its children at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        """Return the exit code."""
        assert self.process is not None
        return self.process.wait(PATIENCE)


@dataclass(slots=True)
class ShopProcesses:
    """All processes of a shop, by name."""

    folder: Path
    environment: Mapping[str, str]
    running: dict[str, ShopProcess] = field(default_factory=dict)

    def start_process(
        self, name: str, command: list[str], *, ready: str, **variables: str
    ) -> ShopProcess:
        """Start a process that prints `ready` once it is."""
        log, clock = self.folder / f"{name}.log", self.folder / f"{name}.clock"
        environment = {
            **self.environment,
            "PYTHONUNBUFFERED": "1",
            "TEST_CLOCK": str(clock),
            **variables,
        }
        self.running[name] = process_ = ShopProcess(command, ready, log, clock, environment)
        process_.start()
        return process_

    def start_engine(self, engine: str) -> None:
        """Start two workers; for `celery` two nodes of two processes, and two sweeps."""
        for number in (1, 2):
            if engine == "worker":
                self.start_process(f"worker-{number}", DELIVER, ready="Delivering")
            else:
                self.start_celery(f"node-{number}")
                self.start_process(f"sweep-{number}", SWEEP, ready="Sweeping")

    def start_celery(self, name: str, **variables: str) -> ShopProcess:
        command = [*CELERY, "--hostname", f"{name}@{os.getpid()}"]
        return self.start_process(name, command, ready="ready.", **variables)

    def wait_until_ready(self) -> None:
        for process_ in self.running.values():
            eventually(process_.is_ready)

    def of_process(self, pid: int) -> ShopProcess:
        """Return the process whose child this is."""
        leader = os.getpgid(pid)
        return next(process_ for process_ in self.running.values() if process_.pid == leader)

    def restart_killed(self) -> None:
        """Restart the processes that have died, as a supervisor would."""
        for process_ in self.running.values():
            if not process_.is_alive:
                process_.start()

    def stop_all(self) -> None:
        """Stop all processes."""
        living = [process_ for process_ in self.running.values() if process_.is_alive]
        for process_ in living:
            process_.terminate()
        for process_ in living:
            process_.wait()
        self.running.clear()


def eventually(
    true: Callable[[], object],
    *,
    meanwhile: Callable[[], object] = lambda: None,
    patience: float = PATIENCE,
) -> None:
    """Wait until a condition holds; fail if that takes too long."""
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, "it did not happen"
        meanwhile()
        time.sleep(0.05)
