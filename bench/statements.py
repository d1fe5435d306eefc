"""The shop as a WSGI application that counts the SQL statements of each answer.

Savepoints are included, but not BEGIN and COMMIT, which the driver sends.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

HEADER = "X-Statements"


def counting(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return the application with HEADER in each answer."""

    def count(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        statements = 0

        def counted(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*args)

        def start(status: str, head: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*head, (HEADER, str(statements))], *error)

        with connection.execute_wrapper(counted):
            return application(environ, start)

    return count


def shop() -> Callable[..., Iterable[bytes]]:
    """Return the counting shop: `gunicorn "bench.statements:shop()"`."""
    from config.wsgi import application  # sets Django up

    return counting(application)
