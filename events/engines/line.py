"""The line on which a process hands deliveries out: one connection to the broker, in a hurry.

Celery's own pool of connections is made for programs that can wait: where nobody answers, it
tries again after two seconds, and what it reads from a connection it reads without an end.
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
LEFT_ALONE_SECONDS = 5.0


class Line:
    """A connection that is made when it is first needed, and used by one thread at a time.

    `connect` makes a kombu connection, not opened yet, to a broker that confirms what is
    published. After a failure the broker is left alone for a while: nobody waits for it twice.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._producer: Producer | None = None
        self._down_until = 0.0

    @property
    def is_down(self) -> bool:
        """Whether the broker failed a moment ago."""
        return monotonic() < self._down_until

    def send(self, ids: Sequence[int], publish: Callable[[int, Producer], object]) -> list[int]:
        """Publish each, within half a second altogether; those that the broker has confirmed.

        Whatever the broker does is logged and raises nothing.
        """
        sent: list[int] = []
        with self._lock:
            if self.is_down:  # found out by another thread, for which this one has waited
                return sent
            until = monotonic() + TIMEOUT_SECONDS
            try:
                producer = self._producer = self._producer or self._open()
                for one in ids:
                    publish(one, producer)
                    sent.append(one)
                    if monotonic() > until:
                        break
            except (AMQPError, KombuError, MessageNacked, OSError) as error:
                self._down_until = monotonic() + LEFT_ALONE_SECONDS
                self._drop()
                logger.warning("The broker is away: %s: %s", type(error).__name__, error)
        return sent

    def close(self) -> None:
        """Hang up; the next hand-out opens the line again, at once."""
        with self._lock:
            self._down_until = 0.0
            self._drop()

    def _open(self) -> Producer:
        connection = self._connect()
        connection.ensure_connection(max_retries=0)
        connection.connection.sock.settimeout(TIMEOUT_SECONDS)
        return Producer(connection)

    def _drop(self) -> None:
        """Without a word: whoever says goodbye to a broker that is away waits for its answer."""
        if self._producer is not None:
            self._producer.connection.collect()
            self._producer = None
