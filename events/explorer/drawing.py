"""The map as a drawing in three columns.

Signals are in the middle. On the left are the receivers that run in the process of the publisher,
on the right the durable ones, which run in a worker.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from events.explorer.event_map import EventMap, SignalNode, Wire, in_order
from events.types import DURABLE

WIDTH = 1120
COLUMN = 310
_PADDING = 12
_HEAD, _ROW, _FOOT, _GAP = 26, 18, 4, 6
_LEFT, _MIDDLE, _RIGHT = 0.0, (WIDTH - COLUMN) / 2, float(WIDTH - COLUMN)


@dataclass(frozen=True, slots=True)
class Block:
    """The rectangle of one app in one column, and the place of its title."""

    app: str
    x: float
    y: float
    height: float
    width: int = COLUMN

    @property
    def title(self) -> tuple[float, float]:
        return self.x + _PADDING, self.y + 18


@dataclass(frozen=True, slots=True)
class Line:
    """The name of a signal or receiver, which `show` selects, and its traffic."""

    app: str
    show: str
    count: str
    problems: str
    x: float = 0
    y: float = 0

    @property
    def label(self) -> str:
        return self.show.partition(".")[2]

    @property
    def text(self) -> tuple[float, float]:
        return self.x + _PADDING, self.y + 4

    @property
    def count_x(self) -> float:
        return self.x + COLUMN - _PADDING


@dataclass(frozen=True, slots=True)
class Curve:
    """A wire as an SVG path."""

    wire: Wire
    path: str
    pulsing: bool


@dataclass(slots=True)
class Drawing:
    """The parts of the drawing."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    width: int = WIDTH

    @property
    def height(self) -> float:
        return max((block.y + block.height for block in self.blocks), default=0)

    def add_column(self, x: float, lines: Iterable[Line]) -> dict[str, float]:
        """Add the lines below each other, in a block for each app; return their heights."""
        by_app: dict[str, list[Line]] = {}
        for line in lines:
            by_app.setdefault(line.app, []).append(line)
        heights: dict[str, float] = {}
        top = 0.0
        for app in in_order(by_app):
            height = _HEAD + _ROW * len(by_app[app]) + _FOOT
            self.blocks.append(Block(app, x, top, height))
            for row, line in enumerate(by_app[app]):
                heights[line.show] = top + _HEAD + _ROW * (row + 0.5)
                self.lines.append(replace(line, x=x, y=heights[line.show]))
            top += height + _GAP
        return heights


def draw(shown: EventMap) -> Drawing:
    """Lay out a map."""
    drawing = Drawing()
    left = drawing.add_column(_LEFT, _receivers(shown.wires, durable=False))
    middle = drawing.add_column(_MIDDLE, map(_signal, shown.signals))
    right = drawing.add_column(_RIGHT, _receivers(shown.wires, durable=True))
    for node in shown.signals:
        for wire in node.wires:
            start = middle[node.name]
            if wire.subscription.mode is DURABLE:
                path = _path(_MIDDLE + COLUMN + 4, start, _RIGHT - 4, right[wire.receiver])
            else:
                path = _path(_MIDDLE - 4, start, _LEFT + COLUMN + 4, left[wire.receiver])
            drawing.curves.append(Curve(wire, path, node.was_just_published))
    return drawing


def _signal(node: SignalNode) -> Line:
    return Line(node.app, node.name, str(node.published or ""), "")


def _receivers(wires: Iterable[Wire], *, durable: bool) -> Iterable[Line]:
    """Yield one line for each receiver: it can have several signals."""
    by_receiver: dict[str, list[Wire]] = {}
    for wire in wires:
        if (wire.subscription.mode is DURABLE) is durable:
            by_receiver.setdefault(wire.receiver, []).append(wire)
    for receiver, own in by_receiver.items():
        runs, opened = sum(wire.runs for wire in own), sum(wire.open for wire in own)
        count = f"{runs} + {opened} open" if opened else str(runs or "")
        problems = ", ".join(wire.problems for wire in own if wire.problems)
        yield Line(own[0].app, receiver, count, problems)


def _path(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x2 - x1) / 2
    return f"M{x1:g},{y1:g} C{x1 + bend:g},{y1:g} {x2 - bend:g},{y2:g} {x2:g},{y2:g}"
