"""The shop as a WSGI application that says how many SQL statements each answer took.

Counted are those that Django sends, savepoints included; BEGIN and COMMIT are the driver's.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

HEADER = "X-Statements"


def counting(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The same application, with HEADER in the head of every answer."""

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
    """The shop, counted: `gunicorn "bench.statements:shop()"`."""
    from config.wsgi import application  # sets Django up

    return counting(application)
