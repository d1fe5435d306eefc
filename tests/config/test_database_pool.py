"""Connections to PostgreSQL are pooled, checked, and limited in time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL is not PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def _process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row: tuple[int] = cursor.fetchone()
    return row[0]


def _end(processes: list[int]) -> None:
    """As a database does that is restarted."""
    parameters = connection.get_connection_params()
    with psycopg.connect(
        **{name: parameters[name] for name in ("dbname", "user", "host", "port")}, autocommit=True
    ) as other:
        other.execute("SELECT pg_terminate_backend(unnest(%s::int[]))", [processes])


def test_connections_are_used_again() -> None:
    # Dead ones that other tests left would be found on the way, and all replaced.
    connection.close()
    connection.pool.drain()  # type: ignore[attr-defined]  # PostgreSQL's has one
    processes = set()
    for _ in range(20):
        processes.add(_process())
        connection.close()
    # As many as the pool holds, and not one for each time.
    assert len(processes) <= settings.POOL["max_size"] < 20


def test_a_restart_of_the_database_costs_no_request_either(client: Client) -> None:
    """All connections are dead then, and the pool looks at them one by one."""
    idle = 6
    ready = Barrier(idle)

    def use_one() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            ready.wait(timeout=30)
        process = _process()
        connection.close()
        return process

    with ThreadPoolExecutor(idle) as threads:
        processes = list(threads.map(lambda _: use_one(), range(idle)))
    assert len(set(processes)) == idle
    _end(processes)

    began = monotonic()
    assert client.get("/readyz").status_code == 200
    assert monotonic() - began < settings.POOL["timeout"]


def test_a_connection_that_died_meanwhile_is_replaced_unseen(client: Client) -> None:
    process = _process()
    connection.close()
    _end([process])
    assert client.get("/readyz").status_code == 200
    assert _process() != process


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("lock_timeout", "2s"),
        ("statement_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "20s"),
    ],
)
def test_every_connection_has_time_limits(limit: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {limit}")
        assert cursor.fetchone() == (value,)
