"""A flow as a waterfall: each transaction with what ran in it, its commit, and what followed.

Rows are in the order of cause: an event, the receivers in its transaction with the events that
they published, the commit, the AFTER_COMMIT receivers, the durable ones with their attempts, and
below each of those the transaction that it opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal
from uuid import UUID

from events.explorer.flows import Flow, FlowEvent
from events.explorer.runs import ReceiverRun
from events.models import Status
from events.types import AFTER_COMMIT, DURABLE, IN_TRANSACTION, DeliveryMode

WIDTH = 1000
_NARROWEST_BAR = 5.0
# A pause is at most this part of the time in which something ran.
_WIDEST_PAUSE = 0.07
_BETWEEN_TICKS = 120.0

type Span = tuple[datetime, datetime, str, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of time in units of WIDTH; `kind` is an attempt's outcome or "wait"."""

    x: float
    width: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the waterfall; `depth` is its indentation."""

    kind: Literal["transaction", "event", "run", "commit"]
    depth: int
    app: str
    event: FlowEvent
    run: ReceiverRun | None = None
    bars: tuple[Bar, ...] = ()
    published: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the time axis, where work begins after a pause."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Time since the flow began: to scale where something ran, with shortened pauses.

    `points` are pairs of milliseconds and place; the axis is linear between two of them.
    """

    start: datetime
    points: tuple[tuple[float, float], ...]

    def at(self, moment: datetime) -> float:
        """Return the place of a moment."""
        ms = _ms(moment - self.start)
        for (ms1, x1), (ms2, x2) in pairwise(self.points):
            if ms <= ms2:
                part = (ms - ms1) / (ms2 - ms1) if ms2 > ms1 else 0
                return round(x1 + max(part, 0) * (x2 - x1), 1)
        return self.points[-1][1]

    def bar(self, start: datetime, end: datetime, kind: str, title: str) -> Bar:
        x = min(self.at(start), WIDTH - _NARROWEST_BAR)
        return Bar(x, round(max(self.at(end) - x, _NARROWEST_BAR), 1), kind, title)

    def ticks(self) -> tuple[Tick, ...]:
        ticks = [Tick(0, "0")]
        for ms, x in self.points[::2]:
            if ticks[-1].x + _BETWEEN_TICKS <= x <= WIDTH - _BETWEEN_TICKS / 2:
                ticks.append(Tick(x, f"+{duration_text(ms)}"))
        return tuple(ticks)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The rows of a flow and the ticks of its axis."""

    rows: tuple[Row, ...] = ()
    ticks: tuple[Tick, ...] = ()


def waterfall(flow: Flow) -> Waterfall:
    """Lay out a flow; one without events has no rows."""
    if not flow.events:
        return Waterfall()
    axis = _axis(flow)
    ids = {event.id for event in flow.events}
    roots = [event for event in flow.events if event.causation_id not in ids]
    layout = _Layout(axis)
    for event in flow.events:
        layout.caused.setdefault((event.causation_id, event.published_by), []).append(event)
    return Waterfall(tuple(layout.transactions(roots, depth=0)), axis.ticks())


@dataclass(slots=True)
class _Layout:
    """Walk a flow in the order of cause; `caused` has events by their cause and publisher."""

    axis: Axis
    caused: dict[tuple[UUID | None, str], list[FlowEvent]] = field(default_factory=dict)

    def transactions(self, events: list[FlowEvent], *, depth: int) -> Iterator[Row]:
        for _, group in groupby(events, key=lambda event: event.unit_of_work):
            published = list(group)
            first, whole = published[0], list[FlowEvent]()
            yield Row(kind="transaction", depth=depth, app=first.app, event=first)
            for event in published:
                yield from self._in_transaction(event, depth + 1, whole)
            yield Row(kind="commit", depth=depth + 1, app=first.app, event=first)
            for mode in (AFTER_COMMIT, DURABLE):
                for event in whole:
                    for run, caused in self._runs(event, mode):
                        yield self._row(event, run, depth + 1, caused)
                        yield from self.transactions(caused, depth=depth + 2)

    def _in_transaction(
        self, event: FlowEvent, depth: int, whole: list[FlowEvent]
    ) -> Iterator[Row]:
        """Yield an event, its receivers, and what they published; collect the events in `whole`."""
        whole.append(event)
        yield Row(kind="event", depth=depth, app=event.app, event=event)
        for run, caused in self._runs(event, IN_TRANSACTION):
            yield self._row(event, run, depth + 1, caused)
            for child in caused:
                yield from self._in_transaction(child, depth + 2, whole)

    def _runs(
        self, event: FlowEvent, mode: DeliveryMode
    ) -> Iterator[tuple[ReceiverRun, list[FlowEvent]]]:
        for run in event.receivers:
            if run.delivery is mode:
                yield run, self.caused.get((event.id, run.name), [])

    def _row(self, event: FlowEvent, run: ReceiverRun, depth: int, caused: list[FlowEvent]) -> Row:
        bars, published = tuple(_bars(event, run, self.axis)), tuple(e.name for e in caused)
        return Row(
            kind="run",
            depth=depth,
            app=run.app,
            event=event,
            run=run,
            bars=bars,
            published=published,
        )


def _attempts(run: ReceiverRun) -> Iterator[Span]:
    """Yield start, end, outcome and number of each attempt."""
    for failure in run.failures:
        if failure.started_at is not None:
            duration = timedelta(milliseconds=failure.duration_ms or 0)
            end = failure.started_at + duration
            yield failure.started_at, end, failure.outcome, failure.number
    is_listed = run.status == Status.FAILED and bool(run.failures)
    if run.started_at is not None and run.status != Status.PENDING and not is_listed:
        has_ended = run.status != Status.RUNNING
        duration = timedelta(milliseconds=run.duration_ms or 0) if has_ended else timedelta()
        yield run.started_at, run.started_at + duration, run.status, run.attempts


def _bars(event: FlowEvent, run: ReceiverRun, axis: Axis) -> Iterator[Bar]:
    """Yield the attempts of a run and the waits before and between them."""
    # A durable receiver waits for a worker from the time of publication.
    last_end = event.occurred_at if run.delivery is DURABLE else None
    for start, end, outcome, number in _attempts(run):
        if last_end is not None:
            waited = duration_text(max(_ms(start - last_end), 0))
            yield axis.bar(last_end, start, "wait", f"waiting {waited}")
        yield axis.bar(start, end, outcome, f"attempt {number}: {outcome}")
        last_end = end


def _axis(flow: Flow) -> Axis:
    """Draw everything that ran to one scale, with short pauses between."""
    spans = [(event.unit_of_work_started_at, event.occurred_at) for event in flow.events]
    runs = (run for event in flow.events for run in event.receivers)
    spans += [(first, last) for run in runs for first, last, *_ in _attempts(run)]
    # A worker whose clock is slow starts before the event.
    start = min(first for first, _ in spans)
    busy: list[list[float]] = []
    for first, last in sorted((_ms(first - start), _ms(last - start)) for first, last in spans):
        if busy and first <= busy[-1][1]:
            busy[-1][1] = max(busy[-1][1], last)
        else:
            busy.append([first, max(first, last)])
    work = sum(last - first for first, last in busy) or 1
    pauses = [min(after[0] - before[1], work * _WIDEST_PAUSE) for before, after in pairwise(busy)]
    scale = WIDTH / (work + sum(pauses))
    points: list[tuple[float, float]] = []
    x = 0.0
    for (first, last), pause in zip(busy, [*pauses, 0], strict=True):
        points += [(first, x), (last, x + (last - first) * scale)]
        x += (last - first + pause) * scale
    return Axis(start, tuple(points))


def duration_text(ms: float) -> str:
    """Return a duration in the largest unit that fits into it."""
    for unit, size in (("h", 3_600_000), ("min", 60_000), ("s", 1_000)):
        if ms >= size:
            return f"{ms / size:.1f} {unit}"
    return f"{ms:.1f} ms" if 0 < ms < 10 else f"{ms:.0f} ms"


def _ms(duration: timedelta) -> float:
    return duration / timedelta(milliseconds=1)
