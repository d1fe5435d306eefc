"""The worker: a thread for each queue delivers what is due; the main thread keeps the clock.

While all threads of a queue wait for something slow, such as a bank, the queue gets more of them.
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
from events.log import error_summary
from events.registry import DEFAULT_LEASE, registry
from events.wakeup import Wakeup

logger = logging.getLogger("events")

PAUSE_WITHOUT_DATABASE_SECONDS = 2.0
MOST_THREADS = 12
_CLOCK_SECONDS = 1.0
_SLOW_SECONDS = 1.0
_IDLE_SECONDS = 10.0


def queues() -> list[str]:
    """Return the queues of all durable receivers."""
    return sorted({"default", *(s.queue for s in registry.durable())})


def _longest_lease(queue: str) -> float:
    leases = [s.lease for s in registry.durable() if s.queue == queue]
    return max(leases, default=DEFAULT_LEASE).total_seconds()


class Worker:
    """Deliver until it is stopped; what is claimed is finished first.

    `step` does the work of one round for a queue and returns whether there was any. `threads` is
    the most that one queue gets.
    """

    def __init__(
        self,
        names: Sequence[str] = (),
        *,
        threads: int = MOST_THREADS,
        step: Callable[[str], int] = deliver,
    ) -> None:
        self._queues = list(names) or queues()
        self._most = threads
        self._step = step
        self._stopping = threading.Event()
        self._threads: list[_QueueThread] = []

    def stop(self, signum: int | None = None, frame: FrameType | None = None) -> None:
        """End every loop after the batch that is claimed."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM and SIGINT. Only the main thread may call this."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Work until stopped; call `beat` each second while every queue is served."""
        try:
            while not self._stopping.is_set():
                self._add_threads()
                _guarded(tick, self._stopping)
                if self._is_healthy():
                    beat()
                self._stopping.wait(_CLOCK_SECONDS)
        finally:
            # Also after an unforeseen error: threads alone would keep no clock, and a supervisor
            # would not start the worker again.
            self._stopping.set()
            for thread in self._threads:
                thread.join()

    def _add_threads(self) -> None:
        """Start a thread for each queue; double those of a queue that are all held up.

        A thread that an unforeseen error has ended is replaced.
        """
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        for queue in self._queues:
            threads = [thread for thread in self._threads if thread.queue == queue]
            if all(thread.is_slow for thread in threads):
                for _ in range(min(max(len(threads), 1), self._most - len(threads))):
                    thread = _QueueThread(queue, self._step, self._stopping, further=bool(threads))
                    self._threads.append(thread)
                    thread.start()

    def _is_healthy(self) -> bool:
        """Return whether every thread finishes a round within its queue's longest lease, twice."""
        return all(
            monotonic() - thread.round_began < 2 * _longest_lease(thread.queue)
            for thread in self._threads
        )


class _QueueThread(threading.Thread):
    """Serve one queue until the worker stops; a `further` thread ends once it is idle."""

    def __init__(
        self,
        queue: str,
        step: Callable[[str], int],
        stopping: threading.Event,
        *,
        further: bool,
    ) -> None:
        super().__init__(name=queue)
        self.queue = queue
        self.round_began = monotonic()
        self._step = step
        self._stopping = stopping
        self._further = further
        self._working = False

    @property
    def is_slow(self) -> bool:
        """Whether its round takes long; waiting for a delivery does not count."""
        return self._working and monotonic() - self.round_began > _SLOW_SECONDS

    def run(self) -> None:
        wakeup, idle_since = Wakeup(self.queue), monotonic()
        while not self._stopping.is_set():
            self.round_began = monotonic()
            if _guarded(self._work, self._stopping):
                idle_since = monotonic()
            elif self._further and monotonic() - idle_since > _IDLE_SECONDS:
                break
            else:
                _guarded(lambda: wakeup.wait(self._stopping, conf.poll_seconds), self._stopping)
        connection.close()

    def _work(self) -> int:
        self._working = True
        try:
            return self._step(self.queue)
        finally:
            self._working = False


def _guarded(work: Callable[[], object], stopping: threading.Event) -> object:
    """Do one step. If the database is unavailable, wait and continue with a new connection."""
    try:
        return work()
    except Error as error:
        logger.error("The database failed; trying again: %s", error_summary(error))
        connection.close()
        stopping.wait(PAUSE_WITHOUT_DATABASE_SECONDS)
        return None
