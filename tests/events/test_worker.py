"""The worker's loops, the clock, and waking up."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from events.api import DURABLE, unit_of_work
from events.delivery.clock import tick
from events.delivery.worker import Worker, queues
from events.models import ClockState, Delivery, StoredEvent
from events.signals import MinutePassed, minute_passed
from events.testing import assert_published
from events.wakeup import Wakeup
from tests.events.conftest import Connect
from tests.events.teashop import receivers
from tests.events.teashop.receivers import receipts, sell
from tests.events.teashop.signals import tea_sold
from tests.threads import together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_clock_receivers"),
]

NOON = datetime(2026, 2, 28, 12, 0, 30, tzinfo=UTC)


def run_until(
    worker: Worker, condition: Callable[[], bool], beat: Callable[[], None] = lambda: None
) -> None:
    """Run a worker in this thread, and stop it once the condition holds."""

    def watch() -> None:
        deadline = time.monotonic() + 15
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.02)
        worker.stop()
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    worker.run(beat=beat)
    watcher.join()


def all_done() -> bool:
    return Delivery.objects.exists() and not Delivery.objects.open().exists()


def test_worker_serves_every_queue(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    connect(tea_sold, receivers.write_label, DURABLE, queue="labels")
    sell()
    beats: list[int] = []
    run_until(Worker(), all_done, beat=lambda: beats.append(1))
    assert receipts() == 1
    assert beats
    assert ClockState.objects.count() == 1


def test_worker_of_one_queue_leaves_the_others(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    connect(tea_sold, receivers.write_label, DURABLE, queue="labels")
    sell()
    run_until(
        Worker(["labels"]), lambda: not Delivery.objects.open().filter(queue="labels").exists()
    )
    assert receipts() == 0


@pytest.mark.usefixtures("failing_receivers")
def test_worker_survives_a_database_failure(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.delivery.worker.PAUSE_WITHOUT_DATABASE_SECONDS", 0.01)
    failures = [OperationalError("the database is restarting")]
    rounds: list[str] = []

    def step(queue: str) -> int:
        if failures:
            raise failures.pop()
        rounds.append(queue)
        return 0

    run_until(Worker(["default"], step=step), lambda: bool(rounds))
    assert rounds


def test_queue_with_slow_receivers_gets_further_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.delivery.worker._CLOCK_SECONDS", 0.02)
    monkeypatch.setattr("events.delivery.worker._SLOW_SECONDS", 0.0)
    monkeypatch.setattr("events.delivery.worker._IDLE_SECONDS", 0.0)
    together = threading.Barrier(3, timeout=10)
    met: list[str] = []

    def step(queue: str) -> int:
        if len(met) < 3:
            together.wait()
            met.append(queue)
        return 0

    def only_one_is_left() -> bool:
        return len(met) == 3 and [t.name for t in threading.enumerate()].count("payments") == 1

    run_until(Worker(["payments"], threads=3, step=step), only_one_is_left)
    assert met == ["payments"] * 3


def test_hung_queue_stops_the_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.registry.Registry.durable", lambda self: [])
    monkeypatch.setattr("events.delivery.worker.DEFAULT_LEASE", timedelta())
    beats: list[int] = []
    rounds: list[int] = []

    def step(queue: str) -> int:
        rounds.append(1)
        time.sleep(0.3)
        return 0

    run_until(Worker(["default"], step=step), lambda: bool(rounds), beat=lambda: beats.append(1))
    assert not beats


def test_worker_that_cannot_beat_ends(tmp_path: Path) -> None:
    """A supervisor starts it again. Without its main thread it would keep no clock."""
    before = threading.active_count()
    with pytest.raises(FileNotFoundError):
        Worker(step=lambda queue: 0).run(beat=(tmp_path / "missing" / "heartbeat").touch)
    assert threading.active_count() == before


def test_terminated_worker_finishes_its_delivery(connect: Connect) -> None:
    connect(tea_sold, receivers.call_back, DURABLE)
    receivers.callbacks.append(lambda metadata: os.kill(os.getpid(), signal.SIGTERM))
    sell()
    worker = Worker()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    worker.stop_on_signals()
    try:
        worker.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert receipts() == 1
    assert all_done()


def test_command_drains_and_names_unknown_queues(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    out = StringIO()
    call_command("events_worker", "--drain", stdout=out)
    assert out.getvalue() == "Deliveries attempted: 1.\n"
    with pytest.raises(CommandError, match="No receiver uses letters: use default"):
        call_command("events_worker", "--queue", "letters")
    with pytest.raises(CommandError, match="at least 1"):
        call_command("events_worker", "--threads", "0")


def test_command_runs_a_worker_until_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeat = tmp_path / "alive"
    monkeypatch.setattr(Worker, "stop_on_signals", lambda self: self.stop())
    call_command("events_worker", "--heartbeat", str(heartbeat))
    with pytest.raises(CommandError, match="run events_worker instead"):
        call_command("events_sweep")


def test_queues_include_those_of_the_receivers(connect: Connect) -> None:
    connect(tea_sold, receivers.write_label, DURABLE, queue="labels")
    assert {"default", "labels"} <= set(queues())


def test_clock_publishes_each_minute_once() -> None:
    assert tick(NOON)
    assert not tick(NOON + timedelta(seconds=20))
    assert tick(NOON + timedelta(seconds=30))
    assert not tick(NOON)
    minutes = [event.minute for event in assert_published(MinutePassed, times=2)]
    assert minutes == [NOON.replace(second=0), NOON.replace(minute=1, second=0)]


def test_worker_with_a_wrong_clock_publishes_the_right_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tick(timezone.now() - timedelta(minutes=1))
    before = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: before + timedelta(days=1))
    assert tick()
    minutes = [event.minute for event in assert_published(MinutePassed, times=2)]
    assert minutes[1] - before < timedelta(minutes=2)


def test_clock_continues_after_the_database_was_a_day_ahead() -> None:
    assert tick(NOON + timedelta(days=1))
    assert tick(NOON)
    assert not tick(NOON)
    assert tick(NOON + timedelta(minutes=1))


def test_clock_waits_after_the_database_was_minutes_ahead() -> None:
    assert tick(NOON + timedelta(minutes=5))
    assert not tick(NOON)


def test_clock_ticks_are_claimed_before_the_backlog(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    connect(minute_passed, receivers.remember, DURABLE, attempts=1)
    sell()
    tick(NOON)
    call_command("events_worker", "--drain", stdout=StringIO())
    first = Delivery.objects.order_by("started_at", "-urgent").first()
    assert first is not None
    assert first.signal == minute_passed.name


@pytest.mark.postgres
def test_many_clocks_publish_one_minute() -> None:
    tick(NOON - timedelta(minutes=1))
    results = together(*[partial(tick, NOON)] * 8)
    assert sorted(results) == [False] * 7 + [True]
    assert StoredEvent.objects.filter(signal=minute_passed.name).count() == 2


@pytest.mark.postgres
def test_commit_wakes_an_idle_worker(connect: Connect, settings: Settings) -> None:
    settings.EVENTS_POLL_SECONDS = 30
    connect(tea_sold, receivers.write_receipt, DURABLE)
    woken: list[float] = []
    listening = threading.Event()

    def wait() -> None:
        wakeup, stopping = Wakeup("default"), threading.Event()
        wakeup.wait(stopping, 30)
        listening.set()
        started = time.monotonic()
        wakeup.wait(stopping, 30)
        woken.append(time.monotonic() - started)
        connection.close()

    thread = threading.Thread(target=wait)
    thread.start()
    listening.wait(10)
    sell()
    thread.join(40)
    assert woken
    assert woken[0] < 20


@pytest.mark.postgres
def test_workers_are_notified_once_for_a_unit_of_work(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    with CaptureQueriesContext(connection) as queries, unit_of_work():
        with suppress(ZeroDivisionError), transaction.atomic():
            sell()
            _ = 1 / 0
        sell()
        sell()
    notifications = [query for query in queries if "pg_notify" in query["sql"]]
    assert len(notifications) == 1
    assert Delivery.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.usefixtures("failing_receivers")
def test_idle_worker_survives_the_end_of_its_sessions(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.delivery.worker.PAUSE_WITHOUT_DATABASE_SECONDS", 0.01)
    connect(tea_sold, receivers.write_receipt, DURABLE)
    ended: list[int] = []

    def delivered_after_the_end() -> bool:
        if len(ended) < 40:  # an idle worker waits for a notification nearly all the time
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                ended.extend(cursor.fetchone())
        elif not Delivery.objects.exists():
            sell()
        return all_done()

    run_until(Worker(["default"]), delivered_after_the_end)
    assert receipts() == 1


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_queue_whose_thread_ended_gets_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.delivery.worker._CLOCK_SECONDS", 0.02)
    rounds: list[str] = []

    def step(queue: str) -> int:
        rounds.append(queue)
        if len(rounds) == 1:
            raise LookupError("unforeseen")
        return 0

    run_until(Worker(["default"], step=step), lambda: len(rounds) > 1)
    assert len(rounds) > 1


@pytest.mark.postgres
def test_commit_does_not_wake_other_queues(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    wakeup, stopping = Wakeup("mail"), threading.Event()
    wakeup.wait(stopping, 1)  # begins to listen
    sell()
    started = time.monotonic()
    wakeup.wait(stopping, 0.05)
    assert time.monotonic() - started >= 0.05


@pytest.mark.postgres
def test_notify_can_be_turned_off(connect: Connect, settings: Settings) -> None:
    settings.EVENTS_NOTIFY = False
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    started = time.monotonic()
    Wakeup("default").wait(threading.Event(), 0.05)
    assert time.monotonic() - started >= 0.05
