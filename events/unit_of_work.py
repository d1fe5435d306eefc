"""`unit_of_work`: the transaction in which events may be published."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import get_ident
from uuid import UUID

from django.db import Error, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from events.context import bind, current
from events.models import Refusal
from events.types import Refused

logger = logging.getLogger("events")


@dataclass(slots=True)
class UnitOfWork:
    """The state of an open unit: its first failure, and the event that a receiver refused.

    `queues` are those of the deliveries that its events have created.
    """

    id: UUID = field(default_factory=uuid7)
    started_at: datetime = field(default_factory=timezone.now)
    thread: int = field(default_factory=get_ident)
    failure: BaseException | None = None
    refusal: Refusal | None = None
    queues: set[str] = field(default_factory=set)

    def doom(self, failure: BaseException) -> None:
        """Make sure that the unit rolls back, even if the caller catches `failure`.

        The first failure is the reason. A refusal may replace the one that it was raised from.
        """
        translated = isinstance(failure, Refused) and failure.__cause__ is self.failure
        if self.failure is None or translated:
            self.failure = failure


_current: ContextVar[UnitOfWork | None] = ContextVar("events_unit_of_work", default=None)


def current_unit_of_work() -> UnitOfWork | None:
    """Return the unit of work that is open in this thread, or None.

    A context may have been copied from another thread, whose transaction is not this one's.
    """
    work = _current.get()
    return work if work is not None and work.thread == get_ident() else None


@contextmanager
def unit_of_work(*, correlation_id: UUID | None = None) -> Iterator[UnitOfWork]:
    """Open a transaction in which events may be published.

    `correlation_id` ties events together: for an order, its id. Without it the current id is
    inherited, or a new one assigned. A nested unit joins the outer one; an exception that leaves
    it dooms the outer unit, even if it is caught in between. If the outermost unit ends with
    `Refused`, a `Refusal` is stored after the rollback.
    """
    outer = current_unit_of_work()
    if outer is None:
        yield from _outermost(correlation_id or current().correlation_id or uuid7())
        return
    try:
        with bind(correlation_id=correlation_id), transaction.atomic(savepoint=False):
            yield outer
    except BaseException as failure:
        outer.doom(failure)
        raise


def _outermost(correlation_id: UUID) -> Iterator[UnitOfWork]:
    work = UnitOfWork()
    with bind(correlation_id=correlation_id):
        try:
            with transaction.atomic():
                token = _current.set(work)
                try:
                    yield work
                except Exception as failure:
                    work.doom(failure)
                finally:
                    # Before the commit: its callbacks do not belong to this unit.
                    _current.reset(token)
                if work.failure is not None:
                    raise work.failure
        except Refused as refused:
            _store_refusal(refused, work, correlation_id)
            raise


def _store_refusal(refused: Refused, work: UnitOfWork, correlation_id: UUID) -> None:
    refusal = work.refusal or Refusal(correlation_id=correlation_id, occurred_at=timezone.now())
    refusal.refused_with = type(refused).__name__
    refusal.reason = refused.reason
    refusal.duration_ms = (timezone.now() - work.started_at) / timedelta(milliseconds=1)
    try:
        # A savepoint, in case the caller has opened a transaction.
        with transaction.atomic():
            refusal.save(force_insert=True)
    except Error as error:
        logger.error("A refusal could not be stored: %s", type(error).__name__)
