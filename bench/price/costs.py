"""What a piece of work costs: processor time, statements, commits and rows."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
_KERNEL = re.compile(r'"events_|pg_notify')  # its tables, and the wake-up of the workers
_MARKS = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cost:
    """What was used; `statements` include savepoints, not BEGIN and COMMIT.

    `kernel` counts the statements that only the kernel needs.
    """

    processor_ms: float = 0
    statements: int = 0
    kernel: int = 0
    commits: int = 0
    rows: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return self._each(other, lambda one, two: one + two)

    def __sub__(self, other: "Cost") -> "Cost":
        return self._each(other, lambda one, two: one - two)

    def _each(self, other: "Cost", combine: Callable[[Any, Any], Any]) -> "Cost":
        names = [field.name for field in fields(Cost)]
        return Cost(*(combine(getattr(self, name), getattr(other, name)) for name in names))


type Reading = Callable[[], Cost]


@contextmanager
def processor() -> Iterator[Reading]:
    """Read the processor time used so far, by this process and by its database connection."""
    backend = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        backend = Path(f"/proc/{pid}/schedstat")  # its first number is in nanoseconds

    def read() -> Cost:
        database = int(backend.read_text().split()[0]) / 1e6 if backend else 0.0
        return Cost(processor_ms=time.process_time() * 1000 + database)

    yield read


@contextmanager
def counts() -> Iterator[Reading]:
    """Read the statements, commits and written rows so far. Counting takes time as well."""
    rows = 0

    def count_rows(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        nonlocal rows
        result = execute(sql, *args)
        if _WRITES.match(sql):
            rows += max(args[-1]["cursor"].rowcount, 0)
        return result

    with connection.execute_wrapper(count_rows), CaptureQueriesContext(connection) as captured:

        def read() -> Cost:
            queries = [query["sql"] for query in captured.captured_queries]
            return Cost(
                statements=sum(not _MARKS.match(sql) for sql in queries),
                kernel=sum(bool(_KERNEL.search(sql)) for sql in queries),
                commits=_commits(queries),
                rows=rows,
            )

        yield read


def _commits(queries: list[str]) -> int:
    """Count transactions that were committed, and writes outside of any."""
    inside, commits = False, 0
    for sql in queries:
        match mark[1].upper() if (mark := _MARKS.match(sql)) else None:
            case "BEGIN":
                inside = True
            case "COMMIT":
                inside, commits = False, commits + 1
            case "ROLLBACK":
                inside = "TO SAVEPOINT" in sql and inside
            case None:
                commits += not inside and bool(_WRITES.match(sql))
    return commits


class Steps:
    """Add up what each step costs; `mark` ends a step, which may be repeated."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self._last = read()
        self.costs: dict[str, Cost] = {}

    def mark(self, step: str) -> None:
        now = self._read()
        self.costs[step] = self.costs.get(step, Cost()) + (now - self._last)
        self._last = self._read()
