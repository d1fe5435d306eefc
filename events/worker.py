"""The engine `worker`: a loop that delivers what is due, and keeps the clock.

Any number of them may run; the table decides who gets what. Expired leases and due retries
need no sweep of their own here, since a claim sees them.
"""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from types import FrameType

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from events.clock import tick
from events.delivering import deliver

logger = logging.getLogger("events")

PAUSE_SECONDS = 0.25
PAUSE_WITHOUT_DATABASE_SECONDS = 2.0


class Worker:
    """Works until it is told to stop; a delivery that is running is finished first.

    `work` is one step and says whether there was anything to do: `deliver`, or the sweep of
    an engine that has deliveries run elsewhere.
    """

    def __init__(self, work: Callable[[], object] = deliver) -> None:
        self._work = work
        self._stopping = threading.Event()
        self._minute: datetime | None = None

    def stop(self, signum: int | None = None, frame: FrameType | None = None) -> None:
        """Let the loop end after the delivery that is running."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Stop gracefully on SIGTERM and SIGINT; only the main thread may call this."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Work until stopped; `beat` is called once a round, to show that the loop lives.

        A database that is away is waited for: the loop goes on when it is back.
        """
        while not self._stopping.is_set():
            try:
                beat()
                self._keep_the_clock()
                idle = not self._work()
                pause = PAUSE_SECONDS
            except Error:  # a connection that was closed is no DatabaseError
                logger.exception("The database failed; trying again")
                connection.close()
                idle, pause = True, PAUSE_WITHOUT_DATABASE_SECONDS
            if idle:
                close_old_connections()
                self._stopping.wait(pause)

    def _keep_the_clock(self) -> None:
        minute = timezone.now().replace(second=0, microsecond=0)
        if minute != self._minute:
            tick(minute)
            self._minute = minute
