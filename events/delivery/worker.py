"""The worker: one thread per queue delivers what is due; the main thread keeps the clock.

Any number of workers may run. A claim finds expired leases and due retries by itself, so they
need no sweep.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from time import monotonic
from types import FrameType

from django.db import Error, connection

from events.conf import conf
from events.delivery.clock import tick
from events.delivery.deliver import deliver
from events.delivery.wakeup import Wakeup
from events.log import error_text
from events.registry import DEFAULT_LEASE, registry

logger = logging.getLogger("events")

PAUSE_WITHOUT_DATABASE_SECONDS = 2.0
_CLOCK_SECONDS = 1.0


def queues() -> list[str]:
    """Return the queues of all durable receivers."""
    return sorted({"default", *(s.queue for s in registry.durable())})


class Worker:
    """Deliver until it is stopped; a running receiver is finished first.

    `step` does the work of one round for a queue and returns whether there was any.
    """

    def __init__(
        self,
        names: Sequence[str] = (),
        *,
        threads: int = 1,
        step: Callable[[str], int] = deliver,
    ) -> None:
        self._threads = [
            threading.Thread(target=self._serve, args=(name,), name=f"{name}-{number}")
            for name in names or queues()
            for number in range(threads)
        ]
        self._step = step
        self._stopping = threading.Event()
        self._rounds: dict[str, float] = {}

    def stop(self, signum: int | None = None, frame: FrameType | None = None) -> None:
        """End every loop after the delivery that is running."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM and SIGINT. Only the main thread may call this."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Work until stopped; call `beat` each second while every queue is served."""
        for thread in self._threads:
            self._rounds[thread.name] = monotonic()
            thread.start()
        while not self._stopping.is_set():
            self._guarded(tick)
            if self._is_healthy():
                beat()
            self._stopping.wait(_CLOCK_SECONDS)
        for thread in self._threads:
            thread.join()

    def _is_healthy(self) -> bool:
        """Return whether every thread has finished a round within the longest lease, twice."""
        longest = max((s.lease for s in registry.durable()), default=DEFAULT_LEASE)
        oldest = min(self._rounds.values(), default=monotonic())
        alive = all(thread.is_alive() for thread in self._threads)
        return alive and monotonic() - oldest < 2 * longest.total_seconds()

    def _serve(self, queue: str) -> None:
        wakeup = Wakeup()
        while not self._stopping.is_set():
            self._rounds[threading.current_thread().name] = monotonic()
            if not self._guarded(lambda: self._step(queue)):
                self._guarded(lambda: wakeup.wait(self._stopping, conf.poll_seconds))
        connection.close()

    def _guarded(self, work: Callable[[], object]) -> object:
        """Do one step. If the database is unavailable, wait and continue with a new connection."""
        try:
            return work()
        except Error as error:
            logger.error("The database failed; trying again: %s", error_text(error))
            connection.close()
            self._stopping.wait(PAUSE_WITHOUT_DATABASE_SECONDS)
            return None
