"""Count the statements that a page or a receiver needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@contextmanager
def statements(*, exactly: int, on: str = "") -> Iterator[None]:
    """Assert the number of statements, or of those whose SQL contains `on`.

    Savepoints of the test's own transaction are not counted.
    """
    with CaptureQueriesContext(connection) as captured:
        yield
    executed = [query["sql"] for query in captured if not query["sql"].startswith(_TRANSACTIONS)]
    counted = [sql for sql in executed if on in sql]
    assert len(counted) == exactly, "\n".join(counted)


def statements_of(client: Client, address: str) -> int:
    """Return the number of statements that a page needs."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
