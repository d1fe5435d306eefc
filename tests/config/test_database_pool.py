"""Connections to PostgreSQL are pooled, and a dead one costs no request."""

import psycopg
import pytest
from django.db import connection
from django.test import Client

from config.environment.database import POOL

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


def test_connections_are_used_again() -> None:
    processes = set()
    for _ in range(20):
        processes.add(_process())
        connection.close()
    # As many as the tests before this one have left in the pool, and not one for each time.
    assert len(processes) <= POOL["max_size"] < 20


def test_a_connection_that_died_meanwhile_is_replaced_unseen(client: Client) -> None:
    process = _process()
    parameters = connection.get_connection_params()
    connection.close()
    with psycopg.connect(
        **{name: parameters[name] for name in ("dbname", "user", "host", "port")}, autocommit=True
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [process])
    assert client.get("/readyz").status_code == 200
    assert _process() != process
