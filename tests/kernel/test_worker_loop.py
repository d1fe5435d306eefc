"""The worker: a loop that delivers until it is told to stop, and waits for its database."""

import io
import logging
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InterfaceError, OperationalError, connection

from events import DURABLE
from events import worker as worker_module
from events.delivering import deliver
from events.models import Delivery, StoredEvent
from events.testing import let_time_pass
from events.worker import Worker
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.deliveries import MINUTE, guilds
from tests.kernel.factories import DeliveryFactory
from tests.kernel.receivers import Meeting, notebook
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit
from tests.kernel.threads import InBackground

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("nobody_hears_the_clock", "_own_signal_handlers", "_short_waits"),
]


@pytest.fixture
def _own_signal_handlers() -> Iterator[None]:
    """The worker takes SIGTERM and SIGINT for itself; the tests want theirs back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(worker_module, "PAUSE_WITHOUT_DATABASE_SECONDS", 0.01)


def worker_until_idle(before_each: Callable[[], None] = lambda: None) -> Worker:
    """A worker that stops itself when nothing is left to do."""

    def work() -> bool:
        before_each()
        busy = deliver()
        if not busy:
            worker.stop()
        return busy

    worker = Worker(work)
    return worker


def test_a_worker_delivers_until_nothing_is_left_and_keeps_the_clock(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("First")
    light("Second")
    beats: list[str] = []
    worker_until_idle().run(beat=lambda: beats.append("beat"))
    assert len(notebook) == 2
    assert len(beats) == 3
    assert StoredEvent.objects.filter(signal="events.minute_passed").count() in (1, 2)


def test_a_worker_finds_what_is_published_while_it_waits(connect: Connect) -> None:
    connect(lamp_lit, receivers.meet_and_found_a_guild, DURABLE)
    meeting = receivers.meetings["slow"] = Meeting()
    meeting.go_on.set()
    worker = Worker()
    with InBackground(worker.run):
        light("Meanwhile Mews")
        assert meeting.arrived.wait(timeout=10)
        worker.stop()
    assert Delivery.objects.get().status == "done"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_delivery_that_runs_is_finished_before_the_worker_stops(
    connect: Connect, number: signal.Signals
) -> None:
    connect(lamp_lit, receivers.call_for_the_end, DURABLE)
    receivers.last_calls.append(number)
    light("Last Orders")
    light("Too Late")
    worker = Worker()
    worker.stop_on_signals()
    worker.run()
    assert guilds() == 1
    outcomes = Delivery.objects.order_by("id").values_list("status", "attempts")
    assert list(outcomes) == [("done", 1), ("pending", 0)]


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize(
    "away",
    [
        OperationalError("server closed the connection unexpectedly"),
        InterfaceError("connection already closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_database_that_is_away_is_waited_for(
    connect: Connect, caplog: pytest.LogCaptureFixture, away: Exception
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Back Again")
    failures = [away, away]

    def perhaps_fail() -> None:
        if failures:
            raise failures.pop()

    worker_until_idle(perhaps_fail).run()
    assert len(notebook) == 1
    assert caplog.text.count("The database failed; trying again") == 2


@pytest.mark.usefixtures("failing_receivers")
def test_a_minute_that_the_database_missed_is_published_when_it_is_back() -> None:
    failures = [OperationalError("the database system is starting up")]

    def fail_to_tick(execute: Any, sql: str, *args: Any) -> Any:
        if failures and "events_storedevent" in sql:
            raise failures.pop()
        return execute(sql, *args)

    with connection.execute_wrapper(fail_to_tick):
        worker_until_idle().run()
    assert failures == []
    assert StoredEvent.objects.filter(signal="events.minute_passed").exists()


def test_a_mistake_in_the_kernel_ends_the_worker() -> None:
    def mistake() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        worker_until_idle(mistake).run()


@pytest.mark.postgres
@pytest.mark.usefixtures("failing_receivers")
def test_a_connection_that_is_cut_in_the_middle_costs_an_attempt_and_no_worker(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.meet_and_found_a_guild, DURABLE)
    light("Cut Short")
    meeting = receivers.meetings["slow"] = Meeting()
    worker = worker_until_idle()
    with InBackground(worker.run):
        assert meeting.arrived.wait(timeout=10)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        meeting.go_on.set()
    row = Delivery.objects.get()
    assert (row.status, row.attempts, guilds()) == ("pending", 1, 0)
    let_time_pass(MINUTE)
    assert deliver()
    row = Delivery.objects.get()
    assert (row.status, row.attempts, guilds()) == ("done", 2, 1)


def test_the_worker_keeps_no_connection_while_it_waits(connect: Connect) -> None:
    Group.objects.exists()
    assert connection.connection is not None
    worker_until_idle().run()
    assert connection.connection is None


# --- the command -----------------------------------------------------------------------------


def test_drain_delivers_what_is_due_and_ends(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    connect(lamp_lit, receivers.whistle, DURABLE)
    light("Drain Street")
    said = io.StringIO()
    call_command("deliver", drain=True, stdout=said)
    assert said.getvalue() == "2 delivered.\n"
    assert len(notebook) == 2
    assert not StoredEvent.objects.filter(signal="events.minute_passed").exists()


def test_the_command_works_until_it_is_terminated_and_shows_that_it_lives(
    connect: Connect, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    connect(lamp_lit, receivers.call_for_the_end, DURABLE)
    receivers.last_calls.append(signal.SIGTERM)
    light("Last Orders")
    with caplog.at_level(logging.INFO, "events"):
        call_command("deliver", heartbeat=tmp_path / "alive")
    assert caplog.messages == ["Delivering; stop with Ctrl-C"]
    assert (tmp_path / "alive").read_text() == "60"
    assert Delivery.objects.get().status == "done"


def test_it_says_for_how_long_a_delivery_may_keep_it_silent(
    connect: Connect, tmp_path: Path
) -> None:
    connect(lamp_lit, receivers.call_for_the_end, DURABLE, lease=timedelta(minutes=10))
    receivers.last_calls.append(signal.SIGTERM)
    light("Last Orders")
    call_command("deliver", heartbeat=tmp_path / "alive")
    assert (tmp_path / "alive").read_text() == "600"


def test_the_command_needs_no_heartbeat(connect: Connect) -> None:
    connect(lamp_lit, receivers.call_for_the_end, DURABLE)
    receivers.last_calls.append(signal.SIGINT)
    light("Last Orders")
    call_command("deliver", stdout=io.StringIO())
    assert Delivery.objects.get().status == "done"


def test_sweeping_is_for_an_engine_that_hands_out() -> None:
    with pytest.raises(CommandError, match="--sweep-only is for EVENTS_ENGINE=celery"):
        call_command("deliver", sweep_only=True, stdout=io.StringIO())


def test_one_receiver_has_one_delivery_of_an_event(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Only One")
    row = Delivery.objects.get()
    with pytest.raises(IntegrityError):
        DeliveryFactory.create(entry=row.entry, receiver=row.receiver, done=True)
