"""The map's facts: who publishes, who hears, and what went over each wire lately.

Read from the running registry and the event log, never from a list kept by hand.
"""

import hashlib
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from events.explorer.source import Source, source_of
from events.ids import lowest_id
from events.models import Delivery, Refusal, Status, StoredEvent
from events.registry import Subscription, registry
from events.signals import minute_passed
from events.types import DeliveryMode

WINDOW = timedelta(minutes=10)
_JUST_NOW = timedelta(seconds=4)
# Where the eye begins; any other app comes after these, by name.
_ORDER = ("orders", "inventory", "loyalty", "notifications")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One receiver at one signal, with its traffic within the window."""

    signal: str
    receiver: str
    mode: DeliveryMode
    atomic: bool
    doc: str
    source: Source
    runs: int = 0
    failed: int = 0
    open: int = 0
    refused: int = 0

    @property
    def app(self) -> str:
        return self.receiver.partition(".")[0]

    @property
    def anchor(self) -> str:
        """Its id on the page; a receiver may hear several signals."""
        return f"wire-{self.signal}-{self.receiver}"

    @property
    def per_minute(self) -> float:
        return _per_minute(self.runs)

    @property
    def trouble(self) -> str:
        """What went wrong, in words, since a colour alone tells nothing; mostly empty."""
        words = (
            (f"✕ {self.failed} failed", self.failed),
            (f"▮ {self.refused} refused", self.refused),
        )
        return ", ".join(word for word, count in words if count)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalNode:
    """One signal with those who publish it and those who hear it."""

    name: str
    doc: str
    version: int
    wires: tuple[Wire, ...]
    published: int = 0
    last: datetime | None = None

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def short(self) -> str:
        return self.name.partition(".")[2]

    @property
    def is_unheard(self) -> bool:
        return not self.wires

    @property
    def is_clock(self) -> bool:
        """Whether it ticks by itself, and is folded."""
        return self.name == minute_passed.name

    @property
    def is_pulsing(self) -> bool:
        """Whether it was published a moment ago."""
        return self.last is not None and timezone.now() - self.last < _JUST_NOW

    @property
    def per_minute(self) -> float:
        return _per_minute(self.published)


@dataclass(frozen=True, slots=True)
class Graph:
    """Every signal by app; `stamp` changes as soon as any traffic does."""

    signals: tuple[SignalNode, ...]
    stamp: str

    @property
    def apps(self) -> tuple[str, ...]:
        names = {node.app for node in self.signals}
        names |= {wire.app for node in self.signals for wire in node.wires}
        return tuple(sorted(names, key=_place))


def graph() -> Graph:
    """The whole map with its traffic: three statements."""
    since = timezone.now() - WINDOW
    first = lowest_id(since)
    rows = StoredEvent.objects.filter(id__gte=first, occurred_at__gte=since).order_by()
    published: dict[str, dict[str, Any]] = {
        row["signal"]: dict(row)
        for row in rows.values("signal").annotate(count=Count("pk"), last=Max("occurred_at"))
    }
    deliveries = Delivery.objects.filter(event__gte=first).order_by()
    traffic = {
        (row["signal"], row["receiver"], row["status"]): row["count"]
        for row in deliveries.values("signal", "receiver", "status").annotate(count=Count("pk"))
    }
    refusals = Refusal.objects.filter(id__gte=first, occurred_at__gte=since).order_by()
    refused = {
        (row["signal"], row["receiver"]): row["count"]
        for row in refusals.values("signal", "receiver").annotate(count=Count("pk"))
    }
    nodes = tuple(
        _node(name, published.get(name, {}), traffic, refused)
        for name in sorted(registry.signals, key=lambda n: (_place(n.partition(".")[0]), n))
    )
    return Graph(nodes, _stamp(nodes))


def _per_minute(count: int) -> float:
    return count / (WINDOW.total_seconds() / 60)


def _stamp(nodes: tuple[SignalNode, ...]) -> str:
    """The same in every process while wires and traffic are; the clock's ticks do not count."""
    traffic = [
        (
            node.published,
            *((w.receiver, w.runs, w.failed, w.open, w.refused) for w in node.wires),
        )
        for node in nodes
        if node.app != "events"
    ]
    return hashlib.sha256(repr(traffic).encode()).hexdigest()[:16]


def _place(app: str) -> tuple[int, str]:
    return (_ORDER.index(app) if app in _ORDER else len(_ORDER) + (app == "events"), app)


def _node(
    name: str,
    published: dict[str, Any],
    traffic: dict[tuple[str, str, str], int],
    refused: dict[tuple[str, str], int],
) -> SignalNode:
    signal = registry.signals[name]
    count = published.get("count", 0)
    return SignalNode(
        name=name,
        doc=inspect.getdoc(signal.event_type) or "",
        version=signal.version,
        wires=tuple(_wire(s, count, traffic, refused) for s in registry.of(name)),
        published=count,
        last=published.get("last"),
    )


def _wire(
    subscription: Subscription,
    published: int,
    traffic: dict[tuple[str, str, str], int],
    refused: dict[tuple[str, str], int],
) -> Wire:
    def count(statuses: Iterable[str]) -> int:
        return sum(
            traffic.get((subscription.signal, subscription.receiver, s), 0) for s in statuses
        )

    durable = subscription.mode is DeliveryMode.DURABLE
    return Wire(
        signal=subscription.signal,
        receiver=subscription.receiver,
        mode=subscription.mode,
        atomic=subscription.atomic,
        doc=inspect.getdoc(subscription.function) or "",
        source=source_of(subscription),
        runs=count([Status.DONE]) if durable else published,
        failed=count([Status.FAILED]),
        open=count([Status.PENDING, Status.RUNNING]),
        refused=refused.get((subscription.signal, subscription.receiver), 0),
    )
