"""Run the whole ladder, with one process for each request and each worker.

Forking needs a process with one thread and no open connection: `manage.py climb_ladder`.
"""

import logging
import multiprocessing
import signal
import sys
from collections.abc import Callable
from time import monotonic

from django.db import transaction

from examples.lab.exclusive import extend
from examples.lab.ladder import effects
from examples.lab.ladder.rungs import RUNGS, task_queue
from examples.lab.models import Case, Climb, Trouble

THANKS, ERROR, NO_ANSWER = "thank you", "error 500", "no answer"
_ANSWERS = {0: THANKS, 1: ERROR, -signal.SIGKILL: NO_ANSWER}
_TIMEOUT_SECONDS = 30.0
_fork = multiprocessing.get_context("fork")


class Stuck(Exception):
    """A process of the ladder did not end in time, or ended in an unexpected way."""


def climb() -> Climb:
    """Try every rung under every trouble, and delete earlier climbs.

    Child processes do everything that needs the database, because no connection may be open when
    the next child is forked. Raise Stuck.
    """
    started = monotonic()
    climb = Climb()
    cases = [Case(climb=climb, rung=rung.code, trouble=t) for rung in RUNGS for t in Trouble]
    _expect_success(_in_a_process(_prepare, climb, cases))
    task_queue.broker.open()
    rungs = {rung.code: rung for rung in RUNGS}
    for case in cases:
        rung = rungs[case.rung]
        case.answer = _ANSWERS[_in_a_process(rung.place_order, case)]
        if rung.delivers_later is not None:
            _expect_success(_in_a_process(rung.delivers_later, case))
        _expect_success(_in_a_process(_record, case))
    Climb.objects.filter(pk=climb.pk).update(seconds=monotonic() - started)
    return Climb.objects.get(pk=climb.pk)


def _prepare(climb: Climb, cases: list[Case]) -> None:
    with transaction.atomic():
        Climb.objects.all().delete()
        climb.save(force_insert=True)
        Case.objects.bulk_create(cases)


def _record(case: Case) -> None:
    """Count the effects of a case, for pages that show the progress."""
    effects.count(case)
    Case.objects.filter(pk=case.pk).update(
        answer=case.answer, orders=case.orders, points=case.points, mails=case.mails
    )
    extend("ladder")


def _in_a_process(work: Callable[..., None], *arguments: object) -> int:
    """Run the work in a child process. Return 0, 1 if it raised, or -9 if it was killed."""
    child = _fork.Process(target=_quietly, args=(work, arguments))
    child.start()
    child.join(_TIMEOUT_SECONDS)
    if child.exitcode not in _ANSWERS:
        child.kill()
        raise Stuck(f"{work.__module__}.{work.__name__} ended with {child.exitcode}.")
    return child.exitcode


def _quietly(work: Callable[..., None], arguments: tuple[object, ...]) -> None:
    """Run the work and exit with 1 if it raises, as a web server answers with error 500.

    The work fails on purpose, so one line of the error is enough.
    """
    logging.disable()
    try:
        work(*arguments)
    except Exception as error:
        sys.stderr.write(f"{work.__module__}: {error!r}\n")
        sys.exit(1)


def _expect_success(exitcode: int) -> None:
    if exitcode:
        raise Stuck(f"The ladder's own work exited with {exitcode}.")
