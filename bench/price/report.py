"""The figures as tables in Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

STEPS = ("place", "charge", "complete", "settle")

# What each promise adds, as a case with it and a case without it.
_PROMISES = (
    ("a plain `Signal.send` to one receiver", "send", "call"),
    ("`transaction.on_commit`, for one function", "on_commit", "call"),
    ("a stored event: `publish` without receivers", "stored", "call"),
    ("an in-transaction receiver, recorded", "in transaction", "stored"),
    ("an after-commit receiver, isolated", "after commit", "stored"),
    ("a durable receiver, queued: the first of an event", "queued", "stored"),
    ("a durable receiver, queued: each further one", "two queued", "queued"),
    ("a durable receiver, in a worker: claimed in a batch", "worked off", ""),
    ("a durable receiver, in a worker: claimed alone", "alone", ""),
    ("a refusal, recorded", "refused", "rolled back"),
    ("the timeline's full detail (`EVENTS_TRACE`)", "after commit, traced", "after commit"),
)
_BATCH = 20


@dataclass(frozen=True, slots=True)
class Report:
    """The lines that one database's process printed."""

    database: str
    figures: list[dict[str, Any]]

    def lines(self) -> Iterator[str]:
        yield f"\n## {self.database}\n"
        for at_once in (1, _BATCH):
            yield from self._orders(at_once)
        yield from self._promises()

    def _orders(self, at_once: int) -> Iterator[str]:
        signals, calls = (self._samples(shop, at_once) for shop in ("signals", "calls"))
        counted = [self._counted(shop, at_once) for shop in ("signals", "calls")]
        settled = "each settled at once" if at_once == 1 else f"settled {at_once} at a time"
        yield f"An order, {settled}: signals against calls\n"
        yield "| | processor | ratio | statements | of these, the kernel's | commits | rows |"
        yield "|---|---|---|---|---|---|---|"
        for title, steps in _sums():
            with_signals, with_calls = (
                [sum(sample[step]["processor_ms"] for step in steps) for sample in samples]
                for samples in (signals, calls)
            )
            ratio = median(
                ours / theirs for ours, theirs in zip(with_signals, with_calls, strict=True)
            )
            statements, kernel, commits, rows = (
                [_number(sum(c[step][what] for step in steps) / at_once) for c in counted]
                for what in ("statements", "kernel", "commits", "rows")
            )
            yield (
                f"| {title} | {median(with_signals):.1f} : {median(with_calls):.1f} ms "
                f"| {ratio:.2f} | {' : '.join(statements)} | {kernel[0]} "
                f"| {' : '.join(commits)} | {' : '.join(rows)} |"
            )
        yield ""

    def _promises(self) -> Iterator[str]:
        times = {f["name"]: f["costs"] for f in self.figures if f["kind"] == "promise"}
        counts = {f["name"]: f["costs"][0] for f in self.figures if f["kind"] == "promise counted"}
        yield "| a promise adds | processor | statements | commits | rows |"
        yield "|---|---|---|---|---|"
        for title, name, less in _PROMISES:
            without = times[less] if less else [{"processor_ms": 0.0}] * len(times[name])
            added = median(
                one["processor_ms"] - two["processor_ms"]
                for one, two in zip(times[name], without, strict=True)
            )
            share = _BATCH if name == "worked off" else 1
            numbers = (
                _number((counts[name][what] - (counts[less][what] if less else 0)) / share)
                for what in ("statements", "commits", "rows")
            )
            yield f"| {title} | {added:.2f} ms | {' | '.join(numbers)} |"
        yield ""

    def _samples(self, shop: str, at_once: int) -> list[dict[str, Any]]:
        return [
            figure["costs"]
            for figure in self.figures
            if (figure["kind"], figure.get("shop"), figure.get("at_once"))
            == ("measured", shop, at_once)
        ]

    def _counted(self, shop: str, at_once: int) -> dict[str, Any]:
        found: dict[str, Any] = next(
            figure["costs"]
            for figure in self.figures
            if (figure["kind"], figure.get("shop"), figure.get("at_once"))
            == ("counted", shop, at_once)
        )
        return found


def _sums() -> Iterator[tuple[str, tuple[str, ...]]]:
    for step in STEPS:
        yield step, (step,)
    yield "**up to the commit of `complete`**", STEPS[:3]
    yield "**to settled**", STEPS


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
