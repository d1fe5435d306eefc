"""Connections to PostgreSQL last, are checked before use, and have time limits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.core.signals import request_started
from django.db import connection
from django.test import Client

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def _process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row: tuple[int] = cursor.fetchone()
    return row[0]


def _terminate(processes: list[int]) -> None:
    """End connections, as a database does that restarts."""
    parameters = connection.get_connection_params()
    with psycopg.connect(
        **{name: parameters[name] for name in ("dbname", "user", "host", "port")}, autocommit=True
    ) as other:
        other.execute("SELECT pg_terminate_backend(unnest(%s::int[]))", [processes])


def test_thread_keeps_its_connection(client: Client) -> None:
    process = _process()
    for _ in range(3):
        request_started.send(sender=None)
        assert _process() == process


def test_restart_of_the_database_costs_no_request() -> None:
    """Each thread replaces its connection after the restart."""
    size = 4
    barrier = Barrier(size)

    def request() -> tuple[int, int]:
        before = _process()
        if barrier.wait(timeout=30) == 0:
            terminated = processes()
            _terminate([process for process in terminated if process != main])
        barrier.wait(timeout=30)
        request_started.send(sender=None)
        after = _process()
        connection.close()
        return before, after

    def processes() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            others = [row[0] for row in cursor.fetchall()]
        return [*others, _process()]

    main = _process()
    with ThreadPoolExecutor(size) as threads:
        for before, after in threads.map(lambda _: request(), range(size)):
            assert before != after


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("lock_timeout", "2s"),
        ("statement_timeout", "2min"),  # of tests/settings.py
        ("idle_in_transaction_session_timeout", "20s"),
    ],
)
def test_connection_has_time_limits(limit: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {limit}")
        assert cursor.fetchone() == (value,)
