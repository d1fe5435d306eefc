"""The map as a drawing: signals on the left, receivers on the right, wires between them."""

from dataclasses import dataclass

from events.explorer.graph import Graph, SignalNode, Wire

WIDTH = 1120
ROW = 28
HEAD = 34
GAP = 16
LEFT = 300
RIGHT = 720
_INSET = 14
MIDDLE = (LEFT + RIGHT) / 2


@dataclass(frozen=True, slots=True)
class Block:
    """The field of one app on one side."""

    app: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SignalSpot:
    """Where a signal is written."""

    node: SignalNode
    y: float


@dataclass(frozen=True, slots=True)
class ReceiverSpot:
    """Where a receiver is written; it may hear several signals."""

    receiver: str
    app: str
    anchor: str
    y: float
    runs: int
    open: int

    @property
    def function(self) -> str:
        return self.receiver.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Curve:
    """A wire as an SVG path; what went wrong is written at its middle."""

    wire: Wire
    path: str
    middle_y: float
    pulsing: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the map's template draws."""

    width: int
    height: float
    blocks: tuple[Block, ...]
    signals: tuple[SignalSpot, ...]
    receivers: tuple[ReceiverSpot, ...]
    curves: tuple[Curve, ...]
    middle: float = MIDDLE


def draw(graph: Graph) -> Drawing:
    """Lay the map out: each app a field on the side where it speaks and where it hears."""
    blocks: list[Block] = []
    signals: list[SignalSpot] = []
    receivers: list[ReceiverSpot] = []
    left = right = 0.0
    wires = [wire for node in graph.signals for wire in node.wires]
    for app in graph.apps:
        spoken = [node for node in graph.signals if node.app == app]
        if spoken:
            height = HEAD + ROW * len(spoken) + _INSET / 2
            blocks.append(Block(app, 0, left, LEFT, height))
            signals += [
                SignalSpot(node, left + HEAD + ROW * (i + 0.5)) for i, node in enumerate(spoken)
            ]
            left += height + GAP
        heard = list(dict.fromkeys(wire.receiver for wire in wires if wire.app == app))
        if heard:
            height = HEAD + ROW * len(heard) + _INSET / 2
            blocks.append(Block(app, RIGHT, right, WIDTH - RIGHT, height))
            for i, receiver in enumerate(heard):
                own = [wire for wire in wires if wire.receiver == receiver]
                receivers.append(
                    ReceiverSpot(
                        receiver,
                        app,
                        own[0].anchor,
                        right + HEAD + ROW * (i + 0.5),
                        sum(wire.runs for wire in own),
                        sum(wire.open for wire in own),
                    )
                )
            right += height + GAP
    from_y = {spot.node.name: spot.y for spot in signals}
    to_y = {spot.receiver: spot.y for spot in receivers}
    curves = tuple(
        _curve(wire, from_y[node.name], to_y[wire.receiver], pulsing=node.is_pulsing)
        for node in graph.signals
        for wire in node.wires
    )
    height = max(left, right, GAP) - GAP
    return Drawing(WIDTH, height, tuple(blocks), tuple(signals), tuple(receivers), curves)


def _curve(wire: Wire, y1: float, y2: float, *, pulsing: bool) -> Curve:
    return Curve(wire, _path(y1, y2), (y1 + y2) / 2, pulsing)


def _path(y1: float, y2: float) -> str:
    x1, x2 = LEFT + 6, RIGHT - 14
    bend = (x2 - x1) * 0.5
    return f"M{x1},{y1:g} C{x1 + bend:g},{y1:g} {x2 - bend:g},{y2:g} {x2},{y2:g}"
