"""The price of each promise: what a transaction costs with it, less what it costs without.

Every case does its work a few times for each sample, and the cases take turns.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.test import override_settings

from bench.price import receivers
from bench.price.costs import Cost, counts, processor
from bench.price.models import Sample
from bench.price.signals import SampleRefused, SampleTaken, sample_taken
from events.api import AFTER_COMMIT, DURABLE, unit_of_work
from events.delivery.deliver import deliver

TIMES = 20  # work a sample, and deliveries a batch
_plain = Signal()
_plain.connect(receivers.do_nothing)

type Connections = dict[Callable[..., None], dict[str, Any]]

_IN_TRANSACTION: Connections = {receivers.do_nothing: {}}
_AFTER: Connections = {receivers.do_nothing: {"delivery": AFTER_COMMIT}}
_DURABLE: Connections = {receivers.do_nothing: {"delivery": DURABLE}}
_TWO: Connections = {**_DURABLE, receivers.do_nothing_either: {"delivery": DURABLE}}
_OUTSIDE: Connections = {receivers.do_nothing_outside: {"delivery": DURABLE, "atomic": False}}
_REFUSES: Connections = {receivers.refuse: {}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Work that is measured, with the receivers that are connected meanwhile.

    `before` is done before each sample, `after` after it; neither is measured.
    """

    name: str
    work: Callable[[], object]
    connected: Connections = field(default_factory=dict)
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None
    trace: bool = False

    @contextmanager
    def ready(self) -> Iterator[None]:
        for receiver, options in self.connected.items():
            sample_taken.connect(receiver, **options)
        try:
            with override_settings(EVENTS_TRACE=self.trace):
                self.before()
                yield
                self.after()
        finally:
            for receiver in self.connected:
                sample_taken.disconnect(receiver)


def _call() -> None:
    with transaction.atomic():
        Sample.objects.create(number=1)
        receivers.do_nothing()


def _send() -> None:
    with transaction.atomic():
        Sample.objects.create(number=1)
        _plain.send(Sample)


def _call_after_commit() -> None:
    with transaction.atomic():
        Sample.objects.create(number=1)
        transaction.on_commit(receivers.do_nothing, robust=True)


def _publish() -> None:
    with unit_of_work():
        Sample.objects.create(number=1)
        sample_taken.publish(SampleTaken(number=1))


def _roll_back() -> None:
    with suppress(SampleRefused), transaction.atomic():
        Sample.objects.create(number=1)
        receivers.refuse()


def _refuse() -> None:
    with suppress(SampleRefused):
        _publish()


def _queue() -> None:
    for _ in range(TIMES):
        _publish()


def _deliver_all() -> None:
    while deliver():
        pass


def cases() -> list[Case]:
    """Return all cases; the worker's deliver what `before` has queued."""
    return [
        Case(name="call", work=_call),
        Case(name="send", work=_send),
        Case(name="on_commit", work=_call_after_commit),
        Case(name="stored", work=_publish),
        Case(name="in transaction", work=_publish, connected=_IN_TRANSACTION),
        Case(name="after commit", work=_publish, connected=_AFTER),
        Case(name="queued", work=_publish, connected=_DURABLE, after=_deliver_all),
        Case(name="two queued", work=_publish, connected=_TWO, after=_deliver_all),
        Case(name="worked off", work=deliver, connected=_DURABLE, before=_queue),
        Case(name="alone", work=deliver, connected=_OUTSIDE, before=_queue),
        Case(name="rolled back", work=_roll_back),
        Case(name="refused", work=_refuse, connected=_REFUSES),
        Case(name="after commit, traced", work=_publish, connected=_AFTER, trace=True),
    ]


def measure(rounds: int) -> dict[str, list[Cost]]:
    """Return the processor time of one piece of work in each round, by case."""
    samples: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        for case in cases():
            with case.ready(), processor() as read:
                before = read()
                # The worker's first round delivers the whole batch of an atomic receiver.
                for _ in range(1 if case.name == "worked off" else TIMES):
                    case.work()
                used = read() - before
            samples.setdefault(case.name, []).append(Cost(used.processor_ms / TIMES))
    return samples


def count() -> dict[str, Cost]:
    """Return the statements, commits and rows of one piece of work, by case."""
    found = {}
    for case in cases():
        with case.ready(), counts() as read:
            before = read()
            case.work()
            found[case.name] = read() - before
            _deliver_all()
    return found
