"""What is kept until it is forgotten: made once, right in a race, made anew without a cache."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import override_settings

from events.caching import forget, kept, kept_each

type Made = list[list[str]]


@pytest.fixture
def no_cache() -> Iterator[None]:
    """A cache that finds nothing and keeps nothing, as one does that is away."""
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    ):
        yield
    caches.close_all()


@pytest.fixture
def made() -> Made:
    """What `lamps` has been asked for."""
    return []


def lamps(made: Made, names: list[str]) -> dict[str, str]:
    """Every lamp but the broken one."""
    made.append(names)
    return {name: f"{name} is lit" for name in names if name != "broken"}


def test_a_piece_is_made_once_until_its_subject_is_forgotten() -> None:
    counted = iter(range(10))

    def count() -> int:
        return next(counted)

    assert [kept("lamps", "count", count) for _ in range(3)] == [0, 0, 0]
    forget("lamps", "streets")
    assert [kept("lamps", "count", count) for _ in range(3)] == [1, 1, 1]


def test_one_subject_is_forgotten_and_no_other() -> None:
    counted = iter(range(10))
    kept("lamps", "count", lambda: next(counted))
    forget("streets")
    forget()
    assert kept("lamps", "count", lambda: next(counted)) == 0


def test_of_many_pieces_those_are_made_that_are_missing_all_at_once(made: Made) -> None:
    def lit(*names: str) -> dict[str, str]:
        return kept_each("lamps", names, lambda missing: lamps(made, missing))

    assert lit("north", "south") == {"north": "north is lit", "south": "south is lit"}
    assert lit("south", "west", "north", "east").keys() == {"north", "south", "west", "east"}
    assert lit("north", "east").keys() == {"north", "east"}
    assert made == [["north", "south"], ["west", "east"]]


def test_what_is_not_there_is_asked_for_again(made: Made) -> None:
    for _ in range(2):
        assert kept_each("lamps", ["broken"], lambda missing: lamps(made, missing)) == {}
    assert made == [["broken"], ["broken"]]


def test_who_made_it_before_the_change_does_not_put_the_old_ones_back(made: Made) -> None:
    def slowly(missing: list[str]) -> dict[str, str]:
        old = lamps(made, missing)
        forget("lamps")  # another process has changed one meanwhile
        return old

    kept_each("lamps", ["north"], slowly)
    kept_each("lamps", ["north"], lambda missing: lamps(made, missing))
    assert made == [["north"], ["north"]]


@pytest.mark.usefixtures("no_cache")
def test_without_a_cache_everything_is_made_each_time(made: Made) -> None:
    for _ in range(2):
        assert kept("lamps", "north", lambda: lamps(made, ["north"])) == {"north": "north is lit"}
        assert kept_each("lamps", ["south"], lambda missing: lamps(made, missing))
    assert made == [["north"], ["south"]] * 2
