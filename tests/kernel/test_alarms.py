"""What somebody should look at, and what is as it should be."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from events import AFTER_COMMIT, DURABLE
from events.alarms import Backlog, alarms, backlog
from events.clock import tick
from events.models import Delivery, Status, StoredEvent
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("nobody_hears_the_clock", "_clock_strikes"),
]


@pytest.fixture
def _clock_strikes(nobody_hears_the_clock: None) -> None:
    tick()


def lines(late: int = 300) -> list[str]:
    return [str(alarm) for alarm in alarms(late=timedelta(seconds=late))]


def test_a_shop_at_work_raises_none(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane")
    assert lines() == []
    assert backlog() == Backlog(waiting=1, running=0)
    Delivery.objects.update(status=Status.RUNNING)
    assert backlog() == Backlog(waiting=0, running=1)
    deliver_all()
    assert lines() == []


def test_deliveries_that_nobody_takes_are_late(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane")
    let_time_pass(timedelta(seconds=310))
    assert lines() == ["late: a delivery has been due for 310 s"]
    assert lines(late=330) == []


def test_what_has_not_come_due_is_not_late(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane")
    let_time_pass(timedelta(seconds=-10))
    assert lines(late=0) == []


def test_the_clock_strikes_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(seconds=200)
    monkeypatch.setattr(timezone, "now", lambda: later)
    (alarm,) = alarms()
    assert alarm.name == "clock"


@pytest.mark.usefixtures("failing_receivers")
def test_what_was_given_up_is_told_by_its_receiver(connect: Connect) -> None:
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    for street in ("Long Lane", "Mill Street"):
        mishaps.append(ValueError("tripped"))
        light(street)
    deliver_all(failures=True)
    assert lines() == ["failed: 2 of kernel.stumble were given up"]


def test_what_failed_after_the_commit_is_no_alarm(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane")
    Delivery.objects.update(kind=AFTER_COMMIT, status=Status.FAILED)
    assert lines() == []


@pytest.mark.usefixtures("failing_receivers")
def test_what_fails_again_and_again_is_told_before_it_is_given_up(connect: Connect) -> None:
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Long Lane")
    for _ in range(5):
        assert lines() == []
        mishaps.append(ValueError("tripped"))
        let_time_pass(timedelta(minutes=3))
        deliver_all(failures=True)
    (line,) = lines()
    assert line == "failing: 1 of kernel.stumble do not succeed, in up to 5 attempts"


def test_a_receiver_that_is_gone_is_named(connect: Connect) -> None:
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("Long Lane")
    lamp_lit.disconnect(receivers.write_down)
    assert lines() == [
        "no receiver: kernel.write_down is to hear kernel.lamp_lit, and is not installed here"
    ]


def test_the_command_says_them_and_ends_with_1(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    said = io.StringIO()
    call_command("events_alarms", stdout=said)
    light("Long Lane")
    let_time_pass(timedelta(seconds=70))
    with pytest.raises(SystemExit) as end:
        call_command("events_alarms", late=60, stdout=said)
    assert end.value.code == 1
    assert said.getvalue().splitlines() == [
        "0 deliveries wait, 0 are running.",
        "late: a delivery has been due for 70 s.",
        "1 deliveries wait, 0 are running.",
    ]


def test_a_clock_that_never_struck_is_told() -> None:
    StoredEvent.objects.all().delete()
    assert lines() == ["clock: it has never struck"]
