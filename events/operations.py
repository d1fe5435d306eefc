"""`operation`: the unit of work of a service, and the only place where events are published."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from threading import get_ident
from time import perf_counter, sleep
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import Error, OperationalError, connection, transaction
from django.utils import timezone

from events.context import correlated, current_correlation
from events.contract import Refused
from events.identifiers import uuid7

if TYPE_CHECKING:
    from events.models import Delivery, StoredEvent
    from events.refusals import Veto

logger = logging.getLogger("events")

_DEADLOCK_OR_SERIALISATION = frozenset({"40P01", "40001"})
# Long enough for the other one to get what it waited for; at once, they would meet again.
_PAUSE_SECONDS = 0.05


@dataclass(slots=True)
class UnitOfWork:
    """What an open operation has gathered; one per outermost `with operation(...)`.

    `unwritten` are the events that go into the journal when all is published, each with the
    deliveries to those who will hear it; `queued` are the deliveries of all its events.
    `savepoints` is how many the transaction had seen before; `thread` the one whose connection
    it is on; `before_commit` is set by whoever has something left to do.
    """

    id: UUID = field(default_factory=uuid7)
    started_at: datetime = field(default_factory=timezone.now)
    started: float = field(default_factory=perf_counter)
    failure: BaseException | None = None
    veto: "Veto | None" = None
    after_commit: list["Delivery"] = field(default_factory=list)
    records_after_commit: bool = False
    unwritten: list[tuple["StoredEvent", list["Delivery"]]] = field(default_factory=list)
    queued: list["Delivery"] = field(default_factory=list)
    savepoints: int = 0
    thread: int = field(default_factory=get_ident)
    before_commit: Callable[["UnitOfWork"], None] | None = None

    def doom(self, failure: BaseException) -> None:
        """Nothing of this operation will remain, even if somebody swallows the failure.

        The first one is the reason; what follows is often only a complaint about the broken
        transaction. A refusal may put the first into other words (`raise … from`).
        """
        translated = isinstance(failure, Refused) and failure.__cause__ is self.failure
        if self.failure is None or translated:
            self.failure = failure


_current: ContextVar[UnitOfWork | None] = ContextVar("events_operation", default=None)


def current_unit_of_work() -> UnitOfWork | None:
    """The operation that is open in this thread, if any.

    The context may have been copied from a thread that has one: it is not this one's transaction.
    """
    work = _current.get()
    return work if work is not None and work.thread == get_ident() else None


@contextmanager
def unit_of_work(*, correlation_id: UUID | None = None) -> Iterator[UnitOfWork]:
    """Open a transaction in which events may be published.

    `correlation` ties the events together (for an order: its id, all its life); without one
    the current correlation is inherited, or a new one begins. An operation inside another
    joins it: there is one transaction, and whatever leaves the inner one as an exception
    dooms the whole, even if it is caught in between; it is raised again at the end.

    When the outermost operation leaves by `Refused`, a `Refusal` is written after its
    rollback. Raises whatever is raised inside. What has been published is written into journal
    and deliveries as it ends, so that leaving it may raise what the database raises then.
    """
    outer = current_unit_of_work()
    if outer is not None:
        with _joined(outer, correlation_id):
            yield outer
        return
    work = UnitOfWork()
    correlation_id = correlation_id or current_correlation() or uuid7()
    with correlated(correlation_id):
        try:
            with transaction.atomic():
                work.savepoints = connection.savepoint_state
                token = _current.set(work)
                try:
                    yield work
                except Exception as failure:
                    work.doom(failure)
                finally:
                    # Before the commit: what runs on it is no part of this operation.
                    _current.reset(token)
                if work.failure is not None:
                    raise work.failure
                if work.before_commit is not None:
                    work.before_commit(work)
        except Refused as refused:
            _write_down(refused, work, correlation_id)
            raise


@contextmanager
def _joined(outer: UnitOfWork, correlation_id: UUID | None) -> Iterator[None]:
    try:
        with correlated(correlation_id), transaction.atomic(savepoint=False):
            yield
    except BaseException as failure:
        outer.doom(failure)
        raise


def _write_down(refused: Refused, work: UnitOfWork, correlation_id: UUID) -> None:
    """Keep the refusal; where even that fails, the log has it."""
    from events.refusals import record_refusal  # holds models, which are not ready so early

    duration_ms = (perf_counter() - work.started) * 1000
    try:
        # A savepoint, for whoever has a transaction of his own around the operation.
        with transaction.atomic():
            record_refusal(
                refused, work.veto, correlation_id=correlation_id, duration_ms=duration_ms
            )
    except Error:
        logger.exception("A refusal could not be recorded: %s", refused.reason)


def run_again_on_deadlock[T](work: Callable[[], T], *, times: int = 2) -> T:
    """Call `work`, and again up to `times` times when the database broke a deadlock with it.

    PostgreSQL ends one of two transactions that wait for each other (40P01), or that cannot
    be serialised (40001), and asks for a new try. `work` opens the operation itself and has
    no effect outside it. Raises what the last try raised.
    """
    for _ in range(times):
        try:
            return work()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in _DEADLOCK_OR_SERIALISATION:
                raise
            logger.warning("Running an operation again after %s", error.__cause__)
            sleep(_PAUSE_SECONDS)
    return work()
