"""Both engines, with real processes: every delivery is made, and takes effect once."""

import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from events.models import Delivery, StoredEvent
from events.testing import let_time_pass
from tests.engines.processes import ShopProcesses, eventually
from tests.engines.receivers import (
    fail_once,
    kill_process,
    label,
    labels,
    sort_parcel,
    wait_for_release,
)
from tests.engines.services import deliveries, done, post

LEASE = timedelta(seconds=61)


@pytest.fixture(scope="module")
def _at_work(shop_processes: ShopProcesses, engine: str) -> ShopProcesses:
    shop_processes.start_engine(engine)
    shop_processes.wait_until_ready()
    return shop_processes


@pytest.fixture
def processes(_at_work: ShopProcesses) -> ShopProcesses:
    """Two workers, or two of Celery with their sweeps; killed processes are restarted."""
    _at_work.restart_killed()
    _at_work.wait_until_ready()
    return _at_work


def process_working_on(parcel: str, signals_dir: Path) -> int:
    """Return the process that works on a parcel, once there is one."""
    arrived = (signals_dir / parcel).with_suffix(".arrived")
    eventually(lambda: arrived.exists() and arrived.read_text())
    return int(arrived.read_text())


@pytest.mark.usefixtures("processes")
def test_every_delivery_is_made_once() -> None:
    parcels = [post(label, sort_parcel) for _ in range(10)]
    for parcel in parcels:
        eventually(partial(done, parcel))
        assert deliveries(parcel) == {
            "label": ("done", 1),
            "sort_parcel": ("done", 1),
            "label_sorted": ("done", 1),
        }
        assert labels(parcel) == 2


@pytest.mark.usefixtures("processes")
def test_two_processes_deliver_at_the_same_time(signals_dir: Path) -> None:
    parcels = [post(wait_for_release) for _ in range(2)]
    hands = {process_working_on(parcel, signals_dir) for parcel in parcels}
    for parcel in parcels:
        (signals_dir / parcel).touch()
        eventually(partial(done, parcel))
    assert len(hands) == 2


@pytest.mark.usefixtures("processes")
def test_failed_delivery_is_retried_when_it_is_due() -> None:
    parcel = post(fail_once)
    eventually(partial(done, parcel))
    assert deliveries(parcel) == {"fail_once": ("done", 2)}
    assert labels(parcel) == 1
    row = Delivery.objects.get(event__payload__parcel=parcel)
    (failure,) = row.failures
    assert failure["outcome"] == "raised"
    assert row.started_at is not None
    assert (row.started_at - row.event.occurred_at).total_seconds() > 0.5


def test_delivery_of_a_killed_process_is_made_by_another(
    processes: ShopProcesses, signals_dir: Path
) -> None:
    parcel = post(wait_for_release)
    processes.of_process(process_working_on(parcel, signals_dir)).kill()
    assert deliveries(parcel) == {"wait_for_release": ("running", 1)}
    let_time_pass(LEASE)
    eventually(partial(done, parcel))
    assert deliveries(parcel) == {"wait_for_release": ("done", 2)}
    assert labels(parcel) == 1


def test_receiver_that_kills_its_process_runs_out_of_attempts(
    processes: ShopProcesses,
) -> None:
    parcel = post(kill_process, label)

    def come_back_later() -> None:
        processes.restart_killed()
        if deliveries(parcel)["kill_process"][0] == "running":
            let_time_pass(LEASE)

    eventually(
        lambda: (
            {name: status for name, (status, _) in deliveries(parcel).items()}
            == {"kill_process": "failed", "label": "done"}
        ),
        meanwhile=come_back_later,
    )
    # The neighbour was claimed in the same batch, and lost one attempt at most.
    assert deliveries(parcel)["label"][1] <= 2
    assert labels(parcel) == 1


def test_terminated_process_finishes_its_delivery(
    processes: ShopProcesses, signals_dir: Path
) -> None:
    parcel = post(wait_for_release)
    process_ = processes.of_process(process_working_on(parcel, signals_dir))
    process_.terminate()
    rest = [post(label) for _ in range(5)]
    time.sleep(0.5)
    assert process_.is_alive
    (signals_dir / parcel).touch()
    assert process_.wait() == 0
    for every in (parcel, *rest):
        eventually(partial(done, every))
        assert {attempts for _, attempts in deliveries(every).values()} == {1}
        assert labels(every) == 1


@pytest.mark.postgres
@pytest.mark.usefixtures("processes")
def test_ended_database_connections_are_replaced(signals_dir: Path) -> None:
    parcel = post(wait_for_release)
    process_working_on(parcel, signals_dir)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    (signals_dir / parcel).touch()
    other = post(label)

    def let_first_lease_expire() -> None:
        _, attempts = deliveries(parcel)["wait_for_release"]
        if attempts == 1:
            let_time_pass(timedelta(minutes=1))

    eventually(lambda: done(parcel) and done(other), meanwhile=let_first_lease_expire)
    assert labels(parcel) <= 2
    assert labels(other) == 1


@pytest.mark.usefixtures("processes")
def test_many_clocks_publish_each_minute_once() -> None:
    strikes = StoredEvent.objects.filter(signal="events.minute_passed")
    eventually(strikes.exists)
    minutes = list(strikes.values_list("payload__minute", flat=True))
    assert len(minutes) == len(set(minutes))
