"""Whichever engine runs them, in however many processes: each is made, and counts once."""

import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from events.models import Delivery, StoredEvent
from events.testing import let_time_pass
from tests.engines.crew import Crew, eventually
from tests.engines.receivers import (
    die_of_it,
    marks,
    sort_it,
    stamp,
    stumble_once,
    wait_for_the_bell,
)
from tests.engines.services import deliveries, done, post

LEASE = timedelta(seconds=61)


@pytest.fixture(scope="module")
def _at_work(recruit: Crew, engine: str) -> Crew:
    recruit.join_engine(engine)
    recruit.wait_until_ready()
    return recruit


@pytest.fixture
def crew(_at_work: Crew) -> Crew:
    """Two workers, or what makes two workers of Celery; whoever has died is back."""
    _at_work.revive()
    _at_work.wait_until_ready()
    return _at_work


def who_has(parcel: str, bell_tower: Path) -> int:
    """The process that is working on a parcel, once there is one."""
    arrived = (bell_tower / parcel).with_suffix(".arrived")
    eventually(lambda: arrived.exists() and arrived.read_text())
    return int(arrived.read_text())


@pytest.mark.usefixtures("crew")
def test_every_delivery_is_made_once() -> None:
    parcels = [post(stamp, sort_it) for _ in range(10)]
    for parcel in parcels:
        eventually(partial(done, parcel))
        assert deliveries(parcel) == {
            "stamp": ("done", 1),
            "sort_it": ("done", 1),
            "stamp_the_sorted": ("done", 1),
        }
        assert marks(parcel) == 2


@pytest.mark.usefixtures("crew")
def test_several_are_made_at_the_same_time_by_different_processes(bell_tower: Path) -> None:
    parcels = [post(wait_for_the_bell) for _ in range(2)]
    hands = {who_has(parcel, bell_tower) for parcel in parcels}
    for parcel in parcels:
        (bell_tower / parcel).touch()
        eventually(partial(done, parcel))
    assert len(hands) == 2


@pytest.mark.usefixtures("crew")
def test_what_failed_is_tried_again_when_its_time_has_come() -> None:
    parcel = post(stumble_once)
    eventually(partial(done, parcel))
    assert deliveries(parcel) == {"stumble_once": ("done", 2)}
    assert marks(parcel) == 1
    row = Delivery.objects.get(event__payload__parcel=parcel)
    (failure,) = row.failures
    assert failure["outcome"] == "raised"
    assert row.started_at is not None
    assert (row.started_at - row.event.occurred_at).total_seconds() > 0.5


def test_killed_in_the_middle_it_is_made_by_another(crew: Crew, bell_tower: Path) -> None:
    parcel = post(wait_for_the_bell)
    crew.of_process(who_has(parcel, bell_tower)).kill()
    assert deliveries(parcel) == {"wait_for_the_bell": ("running", 1)}
    let_time_pass(LEASE)
    eventually(partial(done, parcel))
    assert deliveries(parcel) == {"wait_for_the_bell": ("done", 2)}
    assert marks(parcel) == 1


def test_a_receiver_that_kills_its_process_runs_out_of_attempts_and_harms_no_other(
    crew: Crew,
) -> None:
    parcel = post(die_of_it, stamp)

    def come_back_later() -> None:
        crew.revive()
        if deliveries(parcel)["die_of_it"][0] == "running":
            let_time_pass(LEASE)

    eventually(
        lambda: deliveries(parcel) == {"die_of_it": ("failed", 2), "stamp": ("done", 1)},
        meanwhile=come_back_later,
    )
    assert marks(parcel) == 1


def test_asked_to_stop_it_finishes_what_runs_and_leaves_the_rest(
    crew: Crew, bell_tower: Path
) -> None:
    parcel = post(wait_for_the_bell)
    member = crew.of_process(who_has(parcel, bell_tower))
    member.ask_to_stop()
    rest = [post(stamp) for _ in range(5)]
    time.sleep(0.5)
    assert member.is_alive
    (bell_tower / parcel).touch()
    assert member.wait() == 0
    for every in (parcel, *rest):
        eventually(partial(done, every))
        assert {attempts for _, attempts in deliveries(every).values()} == {1}
        assert marks(every) == 1


@pytest.mark.postgres
@pytest.mark.usefixtures("crew")
def test_a_database_that_ends_every_connection_is_reached_again(bell_tower: Path) -> None:
    parcel = post(wait_for_the_bell)
    who_has(parcel, bell_tower)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    (bell_tower / parcel).touch()
    other = post(stamp)
    eventually(
        lambda: done(parcel) and done(other), meanwhile=partial(let_time_pass, timedelta(minutes=1))
    )
    assert marks(parcel) <= 2
    assert marks(other) == 1


@pytest.mark.usefixtures("crew")
def test_however_many_keep_the_clock_it_strikes_once_a_minute() -> None:
    strikes = StoredEvent.objects.filter(signal="events.minute_passed")
    eventually(strikes.exists)
    minutes = list(strikes.values_list("payload__minute", flat=True))
    assert len(minutes) == len(set(minutes))
