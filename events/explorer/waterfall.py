"""A flow as a waterfall: every operation with what ran in it, its commit, and what followed.

Rows come in the order of cause: an event, the receivers in its transaction with the events
that they published, the commit, the receivers after it, the durable ones with their attempts,
and below each of those the operation that it opened in turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal
from uuid import UUID

from events.explorer.flows import Flow, FlowEvent
from events.explorer.receiver_runs import ReceiverRun
from events.types import AFTER_COMMIT, DURABLE, IN_TRANSACTION, DeliveryMode

WIDTH = 1000
_THINNEST = 5.0
# An idle stretch is drawn no wider than this part of all the work; waiting is not working.
_WIDEST_GAP = 0.07
_BETWEEN_TICKS = 120.0

type RowKind = Literal["operation", "event", "run", "commit"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of time in units of WIDTH; `what` is an attempt's outcome or "wait"."""

    x: float
    width: float
    what: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the waterfall; `depth` is how far it is indented."""

    mode: RowKind
    depth: int
    app: str
    event: FlowEvent | None = None
    run: ReceiverRun | None = None
    bars: tuple[Bar, ...] = ()
    published: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the time axis, where work begins after a pause."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Time since the flow began: to scale where something ran, idle stretches squeezed.

    `points` are pairs of milliseconds and place, in order; between two of them it is linear.
    """

    start: datetime
    points: tuple[tuple[float, float], ...]

    def at(self, moment: datetime) -> float:
        ms = _ms(moment - self.start)
        (ms1, x1), *rest = self.points
        for ms2, x2 in rest:
            if ms <= ms2:
                part = (ms - ms1) / (ms2 - ms1) if ms2 > ms1 else 0
                return round(x1 + max(part, 0) * (x2 - x1), 1)
            ms1, x1 = ms2, x2
        return x1

    def bar(self, start: datetime, end: datetime, what: str, title: str) -> Bar:
        x = min(self.at(start), WIDTH - _THINNEST)
        return Bar(x, round(max(self.at(end) - x, _THINNEST), 1), what, title)

    def ticks(self) -> tuple[Tick, ...]:
        ticks = [Tick(0, "0")]
        for ms, x in self.points[::2]:
            if x - ticks[-1].x >= _BETWEEN_TICKS and x <= WIDTH - _BETWEEN_TICKS / 2:
                ticks.append(Tick(x, f"+{_length(ms)}"))
        return tuple(ticks)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The rows of a flow and the axis that their bars stand on."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


def waterfall(flow: Flow) -> Waterfall:
    """Lay a flow out; one without events has no rows."""
    if not flow.events:
        return Waterfall((), ())
    return _Layout(flow, _axis(flow)).waterfall()


@dataclass(slots=True)
class _Layout:
    flow: Flow
    axis: Axis
    children: dict[tuple[UUID | None, str], list[FlowEvent]] = field(default_factory=dict)

    def waterfall(self) -> Waterfall:
        known = {event.id for event in self.flow.events}
        roots = []
        for event in self.flow.events:
            if event.causation_id in known:
                key = (event.causation_id, event.published_by)
                self.children.setdefault(key, []).append(event)
            else:
                roots.append(event)
        return Waterfall(tuple(self._operations(roots, depth=0)), self.axis.ticks())

    def _operations(self, events: list[FlowEvent], *, depth: int) -> Iterator[Row]:
        for _, published in groupby(events, key=lambda event: event.unit_of_work):
            together = list(published)
            yield Row(mode="operation", depth=depth, app=together[0].app, event=together[0])
            whole: list[FlowEvent] = []
            for event in together:
                yield from self._in_transaction(event, depth + 1, whole)
            yield Row(mode="commit", depth=depth + 1, app="events", event=together[0])
            for kind in (AFTER_COMMIT, DURABLE):
                for event in whole:
                    yield from self._after(event, kind, depth + 1)

    def _in_transaction(
        self, event: FlowEvent, depth: int, whole: list[FlowEvent]
    ) -> Iterator[Row]:
        """An event, what ran in its transaction, and what that published there."""
        whole.append(event)
        yield Row(mode="event", depth=depth, app=event.app, event=event)
        for run in event.receivers:
            if run.delivery is IN_TRANSACTION:
                yield self._run(event, run, depth + 1)
                for caused in self.children.get((event.id, run.name), ()):
                    yield from self._in_transaction(caused, depth + 2, whole)

    def _after(self, event: FlowEvent, kind: DeliveryMode, depth: int) -> Iterator[Row]:
        """What ran after the commit, and the operations that it opened."""
        for run in event.receivers:
            if run.delivery is kind:
                yield self._run(event, run, depth)
                caused = self.children.get((event.id, run.name), [])
                yield from self._operations(caused, depth=depth + 1)

    def _run(self, event: FlowEvent, run: ReceiverRun, depth: int) -> Row:
        caused = self.children.get((event.id, run.name), ())
        return Row(
            mode="run",
            depth=depth,
            app=run.app,
            event=event,
            run=run,
            bars=tuple(_bars(event, run, self.axis)),
            published=tuple(child.name for child in caused),
        )


def _bars(event: FlowEvent, run: ReceiverRun, axis: Axis) -> Iterator[Bar]:
    """The attempts of a run and the waits before and between them."""
    # Who runs by a worker has waited for it since the event was published.
    last_end = event.occurred_at if run.delivery is DURABLE else None
    for failure in run.failures:
        if failure.started_at is None:
            continue
        start = failure.started_at
        end = start + timedelta(milliseconds=failure.duration_ms or 0)
        if last_end is not None:
            yield _wait(axis, last_end, start)
        title = f"attempt {failure.number}: {failure.outcome}"
        yield axis.bar(start, end, failure.outcome, title)
        last_end = end
    # A failed last attempt is among the failures already; one that waits has not begun.
    if run.started_at is None or (run.status == "failed" and run.failures):
        return
    if run.status == "pending":
        return
    if last_end is not None:
        yield _wait(axis, last_end, run.started_at)
    end = run.started_at if run.status == "running" else _end_of(run, run.started_at)
    yield axis.bar(run.started_at, end, run.status, f"attempt {run.attempts}: {run.status}")


def _wait(axis: Axis, start: datetime, end: datetime) -> Bar:
    return axis.bar(start, end, "wait", f"waiting {_length(max(_ms(end - start), 0))}")


def _end_of(run: ReceiverRun, started_at: datetime) -> datetime:
    return started_at + timedelta(milliseconds=run.duration_ms or 0)


def _axis(flow: Flow) -> Axis:
    """Draw what ran to one scale, and every pause between as narrow as it may be."""
    start = min(event.unit_of_work_started_at for event in flow.events)
    busy: list[list[float]] = []
    for first, last in sorted(_stretches(flow, start)):
        if busy and first <= busy[-1][1]:
            busy[-1][1] = max(busy[-1][1], last)
        else:
            busy.append([first, last])
    work = sum(last - first for first, last in busy) or 1
    pauses = [after[0] - before[1] for before, after in pairwise(busy)]
    drawn = [min(pause, work * _WIDEST_GAP) for pause in pauses]
    scale = WIDTH / (work + sum(drawn))
    points: list[tuple[float, float]] = []
    x = 0.0
    for (first, last), pause in zip(busy, [*drawn, 0], strict=True):
        points += [(first, x), (last, x + (last - first) * scale)]
        x += (last - first + pause) * scale
    return Axis(start, tuple(points))


def _stretches(flow: Flow, start: datetime) -> Iterator[tuple[float, float]]:
    """When something ran, in milliseconds since the start, attempts that failed included."""
    for event in flow.events:
        began = _ms(event.unit_of_work_started_at - start)
        yield began, max(_ms(event.occurred_at - start), began)
        for run in event.receivers:
            if run.started_at is not None:
                first = _ms(run.started_at - start)
                yield first, first + (run.duration_ms or 0)
            for failure in run.failures:
                if failure.started_at is not None:
                    first = _ms(failure.started_at - start)
                    yield first, first + (failure.duration_ms or 0)


def _length(ms: float) -> str:
    """A length of time in the largest unit that says something."""
    for unit, size in (("h", 3_600_000), ("min", 60_000), ("s", 1_000)):
        if ms >= size:
            return f"{ms / size:.1f} {unit}"
    return f"{ms:.0f} ms"


def _ms(span: timedelta) -> float:
    return span.total_seconds() * 1000
