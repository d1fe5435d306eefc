"""Capture the statements of a request."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_TRANSACTION_CONTROL = re.compile(r"\s*(BEGIN|COMMIT|SAVEPOINT|RELEASE)", re.IGNORECASE)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yield a list that has the statements of the block at its end, without BEGIN and COMMIT."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured if not _TRANSACTION_CONTROL.match(query["sql"])]
