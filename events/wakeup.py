"""Wake idle workers: LISTEN/NOTIFY on PostgreSQL, polling elsewhere.

Each queue has a channel, so that a commit wakes only threads that have something to do. NOTIFY
runs after the commit, as a separate statement. Inside a transaction it would take a lock that
serializes the commits of the whole server.
"""

from collections.abc import Iterable
from threading import Event
from typing import Any

from django.db import connection

from events.conf import conf


def notify_workers(queues: Iterable[str]) -> None:
    """Wake the workers that wait for these queues; call it after the commit."""
    if connection.vendor == "postgresql" and conf.notify:
        channels = sorted(map(_channel, queues))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_notify(channel, '') FROM unnest(%s::text[]) AS channel", [channels]
            )


def _channel(queue: str) -> str:
    return f"events_{queue}"


class Wakeup:
    """Wait until there may be something to deliver from a queue."""

    def __init__(self, queue: str) -> None:
        self._channel = _channel(queue)
        self._listening: object = None

    def wait(self, stopping: Event, seconds: float) -> None:
        """Return after a notification, after `seconds`, or when the worker stops."""
        if connection.vendor != "postgresql" or not conf.notify:
            stopping.wait(seconds)
            return
        if connection.connection is None or self._listening is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {connection.ops.quote_name(self._channel)}")
            self._listening = connection.connection
            return  # look once more: a delivery may have been queued before the LISTEN
        psycopg_connection: Any = connection.connection
        with connection.wrap_database_errors:
            for _ in psycopg_connection.notifies(timeout=seconds, stop_after=1):
                pass
