"""Identifiers: UUID version 7, in order within a process, whatever its clock does."""

import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from events import identifiers
from events.identifiers import Uuid7, uuid7

COUNTER_MAXIMUM = (1 << 42) - 1


FORK = """
import os, sys
from events import identifiers
from events.identifiers import uuid7
class StoppedClock:
    time_ns = staticmethod(lambda: 1_782_907_200_000_000_000)
identifiers.time = StoppedClock
uuid7()
read, write = os.pipe()
child = os.fork()
made = [uuid7() for _ in range(3)]
os.write(write, "".join(f"{each}\\n" for each in made).encode())
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
sys.stdout.write(os.read(read, 9999).decode())
"""


class Clock:
    """A clock that the test sets, in milliseconds."""

    def __init__(self, milliseconds: int) -> None:
        self.milliseconds = milliseconds

    def time_ns(self) -> int:
        return self.milliseconds * 1_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(1_782_907_200_000)
    monkeypatch.setattr(identifiers, "time", clock)
    return clock


def milliseconds(of: uuid.UUID) -> int:
    return of.int >> 80


def counter(of: uuid.UUID) -> int:
    return (of.int >> 64 & 0xFFF) << 30 | (of.int >> 32 & (1 << 30) - 1)


def test_an_id_says_that_it_is_of_version_seven() -> None:
    for _ in range(1000):
        made = uuid7()
        assert made.version == 7
        assert made.variant == uuid.RFC_4122


def test_an_id_begins_with_the_milliseconds_since_1970() -> None:
    before = time.time_ns() // 1_000_000
    made = Uuid7()()
    assert before <= milliseconds(made) <= time.time_ns() // 1_000_000
    assert datetime.fromtimestamp(milliseconds(made) / 1000, tz=UTC).year >= 2025


def test_each_id_is_greater_than_the_one_before() -> None:
    ids = [uuid7() for _ in range(50_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_ids_of_several_threads_are_in_order_within_each_and_never_the_same() -> None:
    def make(_: int) -> list[uuid.UUID]:
        return [uuid7() for _ in range(5_000)]

    with ThreadPoolExecutor(8) as pool:
        per_thread = list(pool.map(make, range(8)))
    for ids in per_thread:
        assert ids == sorted(ids)
    assert len({made for ids in per_thread for made in ids}) == 8 * 5_000


def test_within_a_millisecond_the_counter_rises_by_one(clock: Clock) -> None:
    make = Uuid7()
    first, second = make(), make()
    assert milliseconds(first) == milliseconds(second) == clock.milliseconds
    assert counter(second) == counter(first) + 1


def test_a_new_millisecond_begins_a_new_counter_in_the_lower_half(clock: Clock) -> None:
    make = Uuid7()
    counters = set()
    for _ in range(200):
        clock.milliseconds += 1
        made = make()
        assert milliseconds(made) == clock.milliseconds
        assert counter(made) <= COUNTER_MAXIMUM // 2
        counters.add(counter(made))
    assert len(counters) == 200


def test_a_clock_that_steps_back_disturbs_nothing(clock: Clock) -> None:
    make = Uuid7()
    before = make()
    clock.milliseconds -= 3_600_000
    after = make()
    assert after > before
    assert milliseconds(after) == milliseconds(before)


def test_a_counter_that_is_used_up_borrows_from_the_next_millisecond(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Uuid7()
    first = make()
    monkeypatch.setattr(make, "_counter", COUNTER_MAXIMUM)
    second, third = make(), make()
    assert first < second < third
    assert milliseconds(second) == milliseconds(third) == milliseconds(first) + 1
    assert counter(second) <= COUNTER_MAXIMUM // 2


def test_the_tail_is_chance(clock: Clock) -> None:
    make = Uuid7()
    assert len({make().int & 0xFFFF_FFFF for _ in range(1000)}) > 990


def test_a_forked_worker_makes_ids_of_its_own() -> None:
    """The fork happens in a process of its own, since this one may have threads."""
    ran = subprocess.run(
        [sys.executable, "-c", FORK], capture_output=True, text=True, check=True, timeout=30
    )
    made = [uuid.UUID(line) for line in ran.stdout.split()]
    assert len(made) == 6
    assert len({counter(each) for each in made}) == 6, "parent and child count alike"


def test_what_a_fork_does_first_is_to_begin_anew() -> None:
    before = identifiers._next_id
    identifiers._start_over()
    assert identifiers._next_id is not before
    assert uuid7().version == 7
