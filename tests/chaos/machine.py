"""Failures of the machine: services that restart, a full disk, and a clock that jumps.

They need the machine's help, so each is possible only where its variable is set:

- CHAOS_RESTART_DATABASE, CHAOS_RESTART_BROKER: a shell command that restarts the service
- CHAOS_DISK: a folder on a small disk, for the shop's cache, temporary files and logs; put the
  data of PostgreSQL on the same disk, and the database also meets the full disk; so does RabbitMQ,
  if something starts it again when it stops
- CHAOS_CLOCK: the file from which PostgreSQL under libfaketime reads the offset of its clock, such
  as "+300": FAKETIME_TIMESTAMP_FILE, with FAKETIME_NO_CACHE=1 and DONT_FAKE_MONOTONIC=1
"""

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.db import Error, OperationalError, connection

from tests.clock import change

JUMP = 300  # seconds; most leases end after 60
_FULL = 2.0  # seconds
_PATIENCE = 60  # seconds until a restarted database answers


def failures(folder: Path, *, has_broker: bool) -> dict[str, Callable[[], object]]:
    """Return what can happen to this machine, by name."""
    possible: dict[str, Callable[[], object]] = {}
    if command := os.environ.get("CHAOS_RESTART_DATABASE"):
        possible["restart the database"] = partial(_restart_database, command)
    if has_broker and (command := os.environ.get("CHAOS_RESTART_BROKER")):
        possible["restart the broker"] = partial(_run, command)
    if os.environ.get("CHAOS_DISK"):
        possible["fill the disk"] = partial(_fill, folder / "filling")
        possible["fill the disk at the end of a WAL segment"] = partial(
            _fill, folder / "filling", meanwhile=_switch_wal
        )
    if clock := os.environ.get("CHAOS_CLOCK"):
        possible["set the database's clock ahead"] = partial(change, Path(clock), JUMP)
        possible["set the database's clock back"] = partial(change, Path(clock), -JUMP)
    return possible


def _run(command: str) -> None:
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)  # noqa: S602


def _restart_database(command: str) -> None:
    _run(command)
    end = time.monotonic() + _PATIENCE
    while not _answers():
        if time.monotonic() > end:
            raise TimeoutError(f"The database does not answer {_PATIENCE} s after: {command}")
        time.sleep(0.2)


def _answers() -> bool:
    connection.close()
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


def _fill(file: Path, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Leave no byte on the disk for a while; then start the database that has stopped for it."""
    try:
        with suppress(OSError), file.open("wb", buffering=0) as disk:  # until no space is left
            while disk.write(bytes(1 << 20)):
                pass
        meanwhile()
        time.sleep(_FULL)
    finally:
        file.unlink(missing_ok=True)
    command = os.environ.get("CHAOS_RESTART_DATABASE")
    if command and not _answers():
        _restart_database(command)


def _switch_wal() -> None:
    """Let PostgreSQL write to a new file of its log: it stops at once if it cannot."""
    with suppress(Error), connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("SELECT pg_logical_emit_message(false, 'chaos', '')")
        cursor.execute("SELECT pg_switch_wal()")
