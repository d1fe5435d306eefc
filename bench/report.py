"""The figures as text and as data, compared with their limits."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench import rounds
from bench.browser import Answer
from bench.journey import final_post
from bench.rounds import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A figure and its limit; `value` is None if it could not be measured."""

    name: str
    value: float | None
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        bound = f"at {'least' if self.at_least else 'most'} {self.limit:g}{self.unit}"
        if self.value is None:
            return f"unknown  {self.name}: cannot be measured on this machine ({bound})"
        return (
            f"{'pass' if self.met else 'FAIL':8} {self.name}: {self.value:.4g}{self.unit} ({bound})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`samples` by the name of their load, one a round; `warm_pages` and `journey` were counted.

    `memory` is that of the largest web worker, in MiB. `paid` has the milliseconds from the
    final POST to the page of a paid order, by the number of clients.
    """

    samples: dict[str, list[Sample]]
    warm_pages: Sequence[Answer]
    journey: Sequence[Answer]
    memory: float | None
    paid: dict[str, list[float]]

    def bars(self) -> list[Bar]:
        """Return the limits for speed and size of the shop."""
        pages = [
            Bar(
                name=f"{page}: one SELECT's processor time, of the page's",
                value=self._share(page, rounds.SELECT),
                limit=75,
                unit=" %",
                at_least=True,
            )
            for page in rounds.PAGES
        ]
        return [
            *pages,
            Bar(
                name="SQL statements of a warm page",
                value=max(answer.statements for answer in self.warm_pages),
                limit=3,
            ),
            Bar(
                name="SQL statements of the final order POST",
                value=final_post(self.journey).statements,
                limit=18,
            ),
            Bar(name="requests of a guest's journey", value=len(self.journey), limit=9),
            Bar(
                name="processor time of a guest's journey, in SELECTs of the floor",
                value=self._journey_in_selects(),
                limit=45,
            ),
            Bar(name="memory of a web worker", value=self.memory, limit=120, unit=" MiB"),
        ]

    def lines(self) -> Iterator[str]:
        """Yield the medians of the rounds, the statements and the limits."""
        yield f"{'':28}{'a second':>10}{'median':>12}{'95 % within':>13}{'processor':>13}"
        for name, samples in self.samples.items():
            results = [sample.result for sample in samples]
            processor = _processor(samples)
            yield (
                f"{name:28}{median(one.rate for one in results):10.1f}"
                f"{median(one.median for one in results):9.1f} ms"
                f"{median(one.p95 for one in results):10.1f} ms"
                + (f"{'unknown':>13}" if processor is None else f"{processor:10.2f} ms")
            )
        for title, answers in (
            ("Warm pages, without and with a basket", self.warm_pages),
            ("A guest's journey", self.journey),
        ):
            yield f"\n{title}, in SQL statements"
            for answer in answers:
                yield f"{answer.statements:4}  {answer.method:4} {answer.path}"
        yield ""
        yield "Shares: one SELECT of each page, a bare order of the final POST"
        for name, floor in (
            *((page, rounds.SELECT) for page in rounds.PAGES),
            (rounds.FINAL_POST, rounds.BARE_ORDER),
        ):
            processor = self._share(name, floor)
            yield (
                f"{name:28}{_percent(processor)} of its processor time"
                f"{self._share_of_rate(name, floor):8.0f} % of the floor's requests a second"
            )
        yield ""
        for title, waits in self.paid.items():
            yield (
                f"from the click to the paid order, {title}: median {median(waits):.0f} ms, "
                f"the slowest of {len(waits)} {max(waits):.0f} ms"
            )
        yield ""
        yield from map(str, self.bars())

    def as_data(self) -> dict[str, Any]:
        """Return the figures for JSON."""
        return {
            "samples": {
                name: [asdict(sample) for sample in samples]
                for name, samples in self.samples.items()
            },
            "statements": {
                name: [(one.method, one.path, one.statements) for one in answers]
                for name, answers in (("warm", self.warm_pages), ("journey", self.journey))
            },
            "paid": self.paid,
            "bars": [asdict(bar) | {"met": bar.met} for bar in self.bars()],
        }

    def _share(self, name: str, floor: str) -> float | None:
        """Return the floor's processor time in per cent of a load's: the median of the rounds."""
        shares = [
            100 * theirs.processor_ms / ours.processor_ms
            for ours, theirs in self._pairs(name, floor)
            if ours.processor_ms and theirs.processor_ms
        ]
        return median(shares) if shares else None

    def _share_of_rate(self, name: str, floor: str) -> float:
        """Return the requests a second in per cent of the floor's: the median of the rounds."""
        return median(
            100 * ours.result.rate / theirs.result.rate for ours, theirs in self._pairs(name, floor)
        )

    def _pairs(self, name: str, floor: str) -> Iterator[tuple[Sample, Sample]]:
        return zip(self.samples[name], self.samples[floor], strict=True)

    def _journey_in_selects(self) -> float | None:
        share = self._share(rounds.JOURNEY, rounds.SELECT)
        return 100 / share if share else None


def _processor(samples: Sequence[Sample]) -> float | None:
    """Return the median milliseconds of a request; None if one was not measured."""
    known = [sample.processor_ms for sample in samples if sample.processor_ms is not None]
    return median(known) if len(known) == len(samples) else None


def _percent(value: float | None) -> str:
    return " unknown" if value is None else f"{value:6.0f} %"
