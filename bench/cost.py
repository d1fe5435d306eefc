"""The cost of the measured work: processor time and memory, from /proc on Linux.

Processor time is the figure that other work on the machine disturbs least.
"""

import os
import time
from pathlib import Path

import psycopg
from django.db import connection

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")  # in a second
_PAGE = os.sysconf("SC_PAGE_SIZE")
_BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


class Meter:
    """Measure a web server and its database through a separate connection.

    Of the database those processes count that serve this database. Without /proc, or where
    PostgreSQL runs elsewhere, `seconds` is None, and `memory` is None without /proc.
    """

    def __init__(self, *, server_pid: int, database: str) -> None:
        self._server = server_pid
        self._asking = psycopg.connect(database, autocommit=True)

    def close(self) -> None:
        self._asking.close()

    def seconds(self) -> float | None:
        """Return the processor seconds used so far by the web server and the database."""
        backends = [pid for (pid,) in self._asking.execute(_BACKENDS)]
        try:
            if any(_name(pid) != "postgres" for pid in backends):
                return None
            return sum(map(_seconds, [*_family(self._server), *backends]))
        except OSError:
            return None

    def memory(self) -> float | None:
        """Return the resident memory of the largest web worker in MiB."""
        try:
            return max(map(resident, _children(self._server)))
        except OSError:
            return None


def used_here() -> float:
    """Return the seconds that this process and its database connection have used so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    nanoseconds = (_PROC / f"{pid}/schedstat").read_text().split()[0]
    return time.process_time() + int(nanoseconds) / 1e9


def _children(pid: int) -> list[int]:
    return [int(child) for child in (_PROC / f"{pid}/task/{pid}/children").read_text().split()]


def _family(pid: int) -> list[int]:
    return [pid, *_children(pid)]


def _name(pid: int) -> str:
    return (_PROC / f"{pid}/comm").read_text().strip()


def _seconds(pid: int) -> float:
    """Return user and system time of the process and of its ended children."""
    after_name = (_PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:15])) / _TICKS


def resident(pid: int) -> float:
    """Return the resident memory of a process in MiB. Raise OSError without /proc."""
    return int((_PROC / f"{pid}/statm").read_text().split()[1]) * _PAGE / 2**20
