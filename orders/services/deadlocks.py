"""Retry a unit of work that the database ended to break a deadlock."""

import logging
from collections.abc import Callable
from time import sleep

from django.db import OperationalError

logger = logging.getLogger("orders")

_DEADLOCK_OR_SERIALIZATION_FAILURE = frozenset({"40P01", "40001"})
_MORE_ATTEMPTS = 2
# Long enough for the other transaction to commit; an immediate retry would deadlock again.
_PAUSE_SECONDS = 0.05


def retry_on_deadlock[T](work: Callable[[], T]) -> T:
    """Call `work`, and call it again up to twice if the database broke a deadlock.

    PostgreSQL ends one of two transactions that wait for each other (40P01), or that cannot be
    serialized (40001). `work` opens the unit of work itself and has no effect outside it.
    """
    for _ in range(_MORE_ATTEMPTS):
        try:
            return work()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in _DEADLOCK_OR_SERIALIZATION_FAILURE:
                raise
            logger.warning("Retrying a unit of work after %s", type(error.__cause__).__name__)
            sleep(_PAUSE_SECONDS)
    return work()
