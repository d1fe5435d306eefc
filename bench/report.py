"""What was measured: as lines to read, as data, and held against the bars."""

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
    """A figure and where it may be; `value` is None where it could not be measured."""

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
            return f"unknown  {self.name}: not to be measured on this machine ({bound})"
        return (
            f"{'pass' if self.met else 'FAIL':8} {self.name}: {self.value:.4g}{self.unit} ({bound})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`samples` by the name of their load, one a round; `warm_pages` and `journey` were counted.

    `memory` is that of the largest web worker, in MiB.
    """

    samples: dict[str, list[Sample]]
    warm_pages: Sequence[Answer]
    journey: Sequence[Answer]
    memory: float | None

    def bars(self) -> list[Bar]:
        """Everything that the shop promises of its speed and size."""
        pages = [
            Bar(
                name=f"{page}: requests a second, of those of one SELECT",
                value=self._share(page, rounds.SELECT),
                limit=50,
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
                name="final order POST: orders a second, of those of a bare order",
                value=self._share(rounds.FINAL_POST, rounds.BARE_ORDER),
                limit=35,
                unit=" %",
                at_least=True,
            ),
            Bar(
                name="SQL statements of the final order POST",
                value=final_post(self.journey).statements,
                limit=25,
            ),
            Bar(name="requests of a guest's journey", value=len(self.journey), limit=9),
            Bar(
                name="processor time of a guest's journey, server and database",
                value=_processor(self.samples[rounds.JOURNEY]),
                limit=45,
                unit=" ms",
            ),
            Bar(name="memory of a web worker", value=self.memory, limit=120, unit=" MiB"),
        ]

    def lines(self) -> Iterator[str]:
        """The medians of the rounds, the statements, the bars."""
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
        if selects := self._processor_in_selects():
            yield f"A guest's journey takes the processor time of {selects:.1f} SELECTs.\n"
        yield from map(str, self.bars())

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "samples": {
                name: [asdict(sample) for sample in samples]
                for name, samples in self.samples.items()
            },
            "statements": {
                name: [(one.method, one.path, one.statements) for one in answers]
                for name, answers in (("warm", self.warm_pages), ("journey", self.journey))
            },
            "bars": [asdict(bar) | {"met": bar.met} for bar in self.bars()],
        }

    def _share(self, name: str, floor: str) -> float:
        """Requests a second in per cent of the floor's, round by round; their median."""
        both = zip(self.samples[name], self.samples[floor], strict=True)
        return median(100 * ours.result.rate / theirs.result.rate for ours, theirs in both)

    def _processor_in_selects(self) -> float | None:
        """A journey's processor time beside that of one SELECT, whatever the machine's pace."""
        journey, one = map(_processor, (self.samples[rounds.JOURNEY], self.samples[rounds.SELECT]))
        return journey / one if journey and one else None


def _processor(samples: Sequence[Sample]) -> float | None:
    """Milliseconds a request, the median of the rounds; None if one could not be measured."""
    known = [sample.processor_ms for sample in samples if sample.processor_ms is not None]
    return median(known) if len(known) == len(samples) else None
