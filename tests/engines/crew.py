"""The processes that deliver: started, killed, started again."""

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

PATIENCE = 60  # seconds; a machine that is busy starts slowly
DELIVER = [sys.executable, "manage.py", "events_worker"]
SWEEP = [sys.executable, "manage.py", "events_sweep"]
CELERY = [
    *(sys.executable, "-W", "ignore", "-m", "celery", "--quiet"),
    *("-A", "config.celery", "worker"),
    *("--concurrency", "2", "--without-mingle", "--without-gossip"),
]


def database_url(host: str = "", port: int = 0) -> str:
    """The database of the tests, for another process; at another address, if one is given."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    where = f"{host or at['HOST']}:{port or at['PORT']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{where}/{at['NAME']}"


@dataclass(slots=True)
class Member:
    """One process and its children, in a session of its own; what they say goes into `log`."""

    command: list[str]
    ready: str
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    _read: int = 0

    def start(self) -> None:
        with self.log.open("ab") as said:
            self._read = said.tell()
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=said,
                stderr=said,
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
        """Whether it has said so since it was started; fails if it has died instead."""
        said = self.log.read_bytes()[self._read :].decode()
        assert self.is_alive, said
        return self.ready in said

    def kill(self) -> None:
        """As a machine dies: the process and its children at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask_to_stop(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        """How it has ended."""
        assert self.process is not None
        return self.process.wait(PATIENCE)


@dataclass(slots=True)
class Crew:
    """All the processes of a shop, by name."""

    folder: Path
    environment: Mapping[str, str]
    members: dict[str, Member] = field(default_factory=dict)

    def join(self, name: str, command: list[str], *, ready: str, **variables: str) -> Member:
        """Start another one; `ready` is what it says when it is."""
        environment = {**self.environment, "PYTHONUNBUFFERED": "1", **variables}
        log = self.folder / f"{name}.log"
        self.members[name] = member = Member(command, ready, log, environment)
        member.start()
        return member

    def join_engine(self, engine: str) -> None:
        """Two workers; for `celery` two nodes of two processes each, and two that sweep."""
        for number in (1, 2):
            if engine == "worker":
                self.join(f"worker-{number}", DELIVER, ready="Delivering")
            else:
                self.join_celery(f"node-{number}")
                self.join(f"sweep-{number}", SWEEP, ready="Sweeping")

    def join_celery(self, name: str, **variables: str) -> Member:
        command = [*CELERY, "--hostname", f"{name}@{os.getpid()}"]
        return self.join(name, command, ready="ready.", **variables)

    def wait_until_ready(self) -> None:
        for member in self.members.values():
            eventually(member.is_ready)

    def of_process(self, pid: int) -> Member:
        """The member to which a process belongs."""
        leader = os.getpgid(pid)
        return next(member for member in self.members.values() if member.pid == leader)

    def revive(self) -> None:
        """Start those again that have died, as whoever runs the shop would."""
        for member in self.members.values():
            if not member.is_alive:
                member.start()

    def dismiss(self) -> None:
        """Stop everybody."""
        living = [member for member in self.members.values() if member.is_alive]
        for member in living:
            member.ask_to_stop()
        for member in living:
            member.wait()
        self.members.clear()


def eventually(
    true: Callable[[], object],
    *,
    meanwhile: Callable[[], object] = lambda: None,
    patience: float = PATIENCE,
) -> None:
    """Wait until it is true; fails if that takes too long."""
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, "it did not happen"
        meanwhile()
        time.sleep(0.05)
