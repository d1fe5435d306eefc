"""The map: all signals with their receivers, and the traffic of the last ten minutes.

It is read from the registry of the running process and from the event log.
"""

import hashlib
import inspect
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db.models import Count, Max
from django.utils import timezone

from events.explorer.source import Source, source_of
from events.models import OPEN, Delivery, Refusal, Status, StoredEvent, lowest_id
from events.registry import Subscription, registry
from events.types import DURABLE

WINDOW = timedelta(minutes=10)
_JUST_NOW = timedelta(seconds=4)
# Latencies are computed from the newest rows only, however much was published in the window.
_SAMPLE = 1000
_LATENCY_SECONDS = 10

type _Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from the publication of an event until the receiver finished."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One receiver of one signal, with its traffic in the window."""

    subscription: Subscription
    runs: int
    failed: int
    open: int
    refused: int
    latency: Latency | None

    @property
    def signal(self) -> str:
        return self.subscription.signal

    @property
    def receiver(self) -> str:
        return self.subscription.receiver

    @property
    def app(self) -> str:
        return self.subscription.app

    @property
    def doc(self) -> str:
        return inspect.getdoc(self.subscription.function) or ""

    @property
    def source(self) -> Source:
        return source_of(self.subscription.function)

    @property
    def problems(self) -> str:
        """The failures and refusals in words, because not every reader can see colours."""
        words = {"✕ {} failed": self.failed, "▮ {} refused": self.refused}
        return ", ".join(text.format(count) for text, count in words.items() if count)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalNode:
    """One signal with its receivers; `published` counts its events in the window."""

    name: str
    doc: str
    version: int
    wires: tuple[Wire, ...]
    published: int
    last: datetime | None

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def was_just_published(self) -> bool:
        return self.last is not None and timezone.now() - self.last < _JUST_NOW


@dataclass(frozen=True, slots=True)
class EventMap:
    """The signals of the map, ordered by app."""

    signals: tuple[SignalNode, ...]

    @property
    def wires(self) -> tuple[Wire, ...]:
        return tuple(wire for node in self.signals for wire in node.wires)

    @property
    def apps(self) -> list[str]:
        """The apps of the signals and receivers, in the order of `INSTALLED_APPS`."""
        return in_order({n.app for n in self.signals} | {w.app for w in self.wires})

    @property
    def fingerprint(self) -> str:
        """A short text that changes with the traffic; the same in every process."""
        wires = [(w.signal, w.receiver, w.runs, w.failed, w.open, w.refused) for w in self.wires]
        state = ([(node.name, node.published) for node in self.signals], wires)
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def event_map(show: str = "") -> EventMap:
    """Return the map, or its part that concerns an app, a signal or a receiver.

    That takes five statements, or three while the latencies are cached.
    """
    traffic = _traffic()
    places = in_order({name.partition(".")[0] for name in registry.signals})
    names = sorted(registry.signals, key=lambda name: (places.index(name.partition(".")[0]), name))
    nodes = (_node(name, show, traffic) for name in names)
    return EventMap(tuple(n for n in nodes if n.wires or show in {"", n.name, n.app}))


def in_order(labels: Iterable[str]) -> list[str]:
    """Return app labels in the order of `INSTALLED_APPS`; unknown ones come last."""
    places = {label: place for place, label in enumerate(apps.app_configs)}
    return sorted(labels, key=lambda label: (places.get(label, len(places)), label))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traffic:
    """The rows of the window, counted by signal, or by signal and receiver."""

    published: dict[str, dict[str, Any]]
    deliveries: dict[tuple[str, str, str], int]
    refused: dict[_Key, int]
    latencies: dict[_Key, Latency]


def _traffic() -> _Traffic:
    first = lowest_id(timezone.now() - WINDOW)
    events = StoredEvent.objects.filter(id__gte=first).order_by().values("signal")
    deliveries = Delivery.objects.filter(event__gte=first).order_by()
    refusals = Refusal.objects.filter(id__gte=first).order_by()
    count = Count("pk")
    return _Traffic(
        published={
            row["signal"]: dict(row)
            for row in events.annotate(count=count, last=Max("occurred_at"))
        },
        deliveries={
            (signal, receiver, status): n
            for signal, receiver, status, n in deliveries.values_list(
                "signal", "receiver", "status"
            ).annotate(n=count)
        },
        refused={
            (signal, receiver): n
            for signal, receiver, n in refusals.values_list("signal", "receiver").annotate(n=count)
        },
        latencies=cache.get_or_set("events.latencies", _latencies, _LATENCY_SECONDS) or {},
    )


def _latencies() -> dict[_Key, Latency]:
    """Return the latency of each receiver that finished in the window."""
    first = lowest_id(timezone.now() - WINDOW)
    samples: dict[_Key, list[float]] = defaultdict(list)
    events = StoredEvent.objects.filter(id__gte=first).order_by("-id")
    for signal, runs in events.values_list("signal", "receiver_runs")[:_SAMPLE]:
        for run in runs:
            samples[signal, run["receiver"]].append(run["duration_ms"])
    done = Delivery.objects.filter(event__gte=first, status=Status.DONE).order_by("-event_id")
    rows = done.values_list("signal", "receiver", "event__occurred_at", "finished_at")[:_SAMPLE]
    for signal, receiver, occurred_at, finished_at in rows:
        if finished_at is not None:
            milliseconds = (finished_at - occurred_at).total_seconds() * 1000
            samples[signal, receiver].append(max(milliseconds, 0))
    return {key: _latency(values) for key, values in samples.items()}


def _latency(values: list[float]) -> Latency:
    # quantiles() needs two values.
    twentieths = quantiles(values if len(values) > 1 else values * 2, n=20, method="inclusive")
    return Latency(median=twentieths[9], p95=twentieths[18])


def _node(name: str, show: str, traffic: _Traffic) -> SignalNode:
    """Return a signal with the receivers that `show` selects."""
    signal = registry.signals[name]
    everything = {"", name, name.partition(".")[0]}
    published = traffic.published.get(name, {})
    count = published.get("count", 0)
    return SignalNode(
        name=name,
        doc=inspect.getdoc(signal.event_type) or "",
        version=signal.version,
        wires=tuple(
            _wire(subscription, count, traffic)
            for subscription in registry.of(name)
            if show in everything | {subscription.app, subscription.receiver}
        ),
        published=count,
        last=published.get("last"),
    )


def _wire(subscription: Subscription, published: int, traffic: _Traffic) -> Wire:
    def count(*statuses: str) -> int:
        keys = [(subscription.signal, n, s) for n in subscription.names for s in statuses]
        return sum(traffic.deliveries.get(key, 0) for key in keys)

    key = (subscription.signal, subscription.receiver)
    return Wire(
        subscription=subscription,
        # Of the other modes only failures have a delivery; they run whenever the event occurs.
        runs=count(Status.DONE) if subscription.mode is DURABLE else published,
        failed=count(Status.FAILED),
        open=count(*OPEN),
        refused=traffic.refused.get(key, 0),
        latency=traffic.latencies.get(key),
    )
