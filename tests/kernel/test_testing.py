"""The helpers that every app's tests use: they deliver now, and hide no failure."""

from datetime import timedelta

import pytest

from events import DURABLE
from events.leases import due
from events.models import Delivery
from events.testing import ReceiverFailed, deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def test_everything_that_is_due_is_delivered_and_what_it_causes_too(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.write_down, DURABLE)
    light("Long Lane")
    assert deliver_all() == 2
    assert [note.receiver for note in notebook] == ["write_down"]
    assert deliver_all() == 0


@pytest.mark.usefixtures("failing_receivers")
def test_a_receiver_that_fails_fails_the_test_with_its_own_traceback(connect: Connect) -> None:
    mishaps.append(ValueError("broken wick"))
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Long Lane")
    with pytest.raises(
        ReceiverFailed, match=r"(?s)kernel.stumble for kernel.lamp_lit.*broken wick"
    ):
        deliver_all()


@pytest.mark.usefixtures("failing_receivers")
def test_failures_that_are_expected_are_tolerated(connect: Connect) -> None:
    mishaps.append(ValueError("broken wick"))
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Long Lane")
    assert deliver_all(failures=True) == 1


@pytest.mark.usefixtures("failing_receivers")
def test_a_failure_of_earlier_is_not_held_against_what_is_delivered_now(connect: Connect) -> None:
    mishaps.extend([ValueError("one"), ValueError("two")])
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("One Way")
    light("Two Way")
    deliver_all(failures=True)
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Three Way")
    assert deliver_all() == 2
    let_time_pass(timedelta(minutes=1))
    assert deliver_all() == 2
    assert not Delivery.objects.exclude(status="done").exists()


@pytest.mark.usefixtures("failing_receivers")
def test_events_that_cause_each_other_for_ever_are_noticed(connect: Connect) -> None:
    connect(lamp_lit, receivers.light_the_next, DURABLE)
    light("Loop")
    with pytest.raises(AssertionError, match="More than 5 deliveries"):
        deliver_all(limit=5)
    assert due().exists()


def test_time_passes_for_everything_that_is_open(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane")
    before = Delivery.objects.get().due_at
    assert before is not None
    let_time_pass(timedelta(hours=1))
    after = Delivery.objects.get().due_at
    assert after is not None
    assert before - after == timedelta(hours=1)
