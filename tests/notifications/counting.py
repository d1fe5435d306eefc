"""What a page or a receiver asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@contextmanager
def statements(*, exactly: int, on: str = "") -> Iterator[None]:
    """Hold a block to so many statements, or to so many whose SQL names the tables `on`.

    The savepoints that a test's own transaction brings about are not counted.
    """
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured if not query["sql"].startswith(_TRANSACTIONS)]
    counted = [sql for sql in asked if on in sql]
    assert len(counted) == exactly, "\n".join(counted)
