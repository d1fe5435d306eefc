"""How the figures of several rounds become one line."""

from bench.deliveries import Figure, report


def test_each_crew_is_compared_with_the_single_worker_of_its_own_round() -> None:
    rounds = [
        [Figure("worker", 1, "parcel", one), Figure("worker", 2, "parcel", two)]
        for one, two in ((100.0, 150.0), (10.0, 18.0), (200.0, 240.0))
    ]
    assert [" ".join(line.split()) for line in report("SQLite", rounds)] == [
        "SQLite parcel 1 x worker 100 a second 1.00 of one worker",
        "SQLite parcel 2 x worker 150 a second 1.50 of one worker",
    ]


def test_without_a_single_worker_there_is_nothing_to_compare_with() -> None:
    (line,) = report("SQLite", [[Figure("celery", 2, "parcel", 70.0)]])
    assert line.endswith("70 a second")
