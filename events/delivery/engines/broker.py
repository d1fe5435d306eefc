"""A connection to the broker for publishing, which never makes a request wait for long.

Celery's own pool is made for programs that can wait: it retries after seconds, and reads from a
connection without a time limit.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from time import monotonic

from amqp.exceptions import AMQPError, MessageNacked
from kombu.connection import Connection
from kombu.exceptions import KombuError
from kombu.messaging import Producer

logger = logging.getLogger("events")

TIMEOUT_SECONDS = 0.5
PAUSE_SECONDS = 5.0


class BrokerConnection:
    """Open a connection on first use; one thread uses it at a time.

    `connect` returns a kombu connection that is not opened yet, with publisher confirms. After a
    failure no connection is tried for five seconds, so that requests do not wait again.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._producer: Producer | None = None
        self._down_until = 0.0

    @property
    def is_down(self) -> bool:
        """Whether the broker failed less than five seconds ago."""
        return monotonic() < self._down_until

    def send[M](self, messages: Sequence[M], publish: Callable[[M, Producer], object]) -> list[M]:
        """Publish messages within half a second in all; return those that were confirmed.

        Log what the broker raises; do not raise it.
        """
        sent: list[M] = []
        with self._lock:
            if self.is_down:  # another thread found out while this one waited for the lock
                return sent
            until = monotonic() + TIMEOUT_SECONDS
            try:
                producer = self._producer = self._producer or self._open()
                for message in messages:
                    publish(message, producer)
                    sent.append(message)
                    if monotonic() > until:
                        break
            except (AMQPError, KombuError, MessageNacked, OSError) as error:
                self._down_until = monotonic() + PAUSE_SECONDS
                self._drop()
                logger.warning("The broker is unavailable: %s", type(error).__name__)
        return sent

    def close(self) -> None:
        """Close the connection; the next message opens a new one at once."""
        with self._lock:
            self._down_until = 0.0
            self._drop()

    def _open(self) -> Producer:
        connection = self._connect()
        connection.ensure_connection(max_retries=0)
        connection.connection.sock.settimeout(TIMEOUT_SECONDS)
        return Producer(connection)

    def _drop(self) -> None:
        """Close without the protocol's handshake, which would wait for a dead broker."""
        if self._producer is not None:
            self._producer.connection.collect()
            self._producer = None
