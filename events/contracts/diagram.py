"""The wiring as a Mermaid diagram: apps as nodes, one edge per pair of apps and delivery mode."""

from collections.abc import Iterable, Iterator

from events.registry import Subscription
from events.types import DeliveryMode

_ARROWS = {
    DeliveryMode.IN_TRANSACTION: "==>",
    DeliveryMode.AFTER_COMMIT: "-->",
    DeliveryMode.DURABLE: "-.->",
}


def mermaid(subscriptions: Iterable[Subscription]) -> str:
    """Return the diagram of the given subscriptions; apps that receive their own are left out."""
    return "".join(_lines(subscriptions))


def _lines(subscriptions: Iterable[Subscription]) -> Iterator[str]:
    yield "flowchart LR\n"
    edges: dict[tuple[str, str, DeliveryMode], list[str]] = {}
    for s in subscriptions:
        sender, _, signal = s.signal.partition(".")
        if sender != s.app:
            edges.setdefault((sender, s.app, s.mode), []).append(signal)
    for (sender, receiver, mode), names in edges.items():
        label = "<br>".join(dict.fromkeys(names))
        yield f'    {sender} {_ARROWS[mode]}|"{label}"| {receiver}\n'
    yield "    %% thick: in the transaction; thin: after the commit; dotted: durable\n"
