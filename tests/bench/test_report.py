"""Bars: met, missed, or not to be measured."""

from bench import rounds
from bench.browser import Answer
from bench.journey import CHECKOUT
from bench.load import Result, result_of
from bench.report import Bar, Report
from bench.rounds import Sample

FLOORS = (rounds.SELECT, rounds.BARE_ORDER)


def answer(method: str = "GET", path: str = "/", statements: int = 1) -> Answer:
    return Answer(method=method, path=path, status=200, location="", body="", statements=statements)


def sample(rate: float, processor_ms: float | None = 1.0) -> Sample:
    result = Result(requests=100, rate=rate, median=5.0, p95=9.0)
    return Sample(result=result, processor_ms=processor_ms)


def report(
    *, shop: tuple[float, ...] = (600.0,), processor_ms: float | None = 1.0, statements: int = 1
) -> Report:
    """A shop with these rates, round by round, beside a floor of 1,000 a second."""
    names = [*FLOORS, *rounds.PAGES, rounds.FINAL_POST, rounds.JOURNEY]
    return Report(
        samples={
            name: [sample(1000 if name in FLOORS else rate, processor_ms) for rate in shop]
            for name in names
        },
        warm_pages=[answer(), answer(statements=statements)],
        journey=[answer(), answer("POST", CHECKOUT, statements=22)],
        memory=80.0,
    )


def missed(measured: Report) -> list[str]:
    return [bar.name for bar in measured.bars() if not bar.met]


def test_a_fast_shop_meets_every_bar() -> None:
    assert missed(report()) == []


def test_a_slow_shop_misses_its_shares_of_the_floor() -> None:
    assert len(missed(report(shop=(300.0,)))) == len(rounds.PAGES) + 1


def test_a_share_is_the_median_of_the_rounds() -> None:
    assert missed(report(shop=(100.0, 600.0, 700.0))) == []


def test_the_page_that_takes_most_statements_counts() -> None:
    assert missed(report(statements=4)) == ["SQL statements of a warm page"]


def test_what_cannot_be_measured_is_not_met_and_is_called_unknown() -> None:
    measured = report(processor_ms=None)

    assert missed(measured) == ["processor time of a guest's journey, server and database"]
    assert sum("unknown" in line for line in measured.lines()) > 1


def test_a_journey_is_told_in_selects_of_the_floor_whatever_the_pace_of_the_machine() -> None:
    measured = report()
    measured.samples[rounds.SELECT][:] = [sample(1000, processor_ms=2.0)]
    measured.samples[rounds.JOURNEY][:] = [sample(20, processor_ms=65.0)]

    assert any("processor time of 32.5 SELECTs" in line for line in measured.lines())


def test_a_bar_says_what_it_asks_for() -> None:
    slow = Bar(name="orders", value=12.5, limit=35, unit=" %", at_least=True)
    large = Bar(name="memory", value=80, limit=120, unit=" MiB")

    assert str(slow) == "FAIL     orders: 12.5 % (at least 35 %)"
    assert str(large) == "pass     memory: 80 MiB (at most 120 MiB)"


def test_the_figures_can_be_kept() -> None:
    data = report().as_data()

    assert data["statements"]["journey"][1] == ("POST", CHECKOUT, 22)
    assert all(bar["met"] for bar in data["bars"])


def test_half_of_the_requests_take_the_median_and_one_in_twenty_longer_than_the_rest() -> None:
    result = result_of([float(number) for number in range(1, 101)], seconds=2)

    assert result.rate == 50
    assert result.median == 50.5
    assert 94 < result.p95 < 97
