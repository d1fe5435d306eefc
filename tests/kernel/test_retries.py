"""A receiver that fails is tried again, later and later, and at last has failed."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events import DURABLE
from events.delivering import deliver
from events.flows import flow
from events.models import Refusal, StoredEvent
from events.schedule import wait_after
from events.testing import let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.deliveries import MINUTE, guilds, the_delivery, waits
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def test_the_waits_grow_and_half_of_each_is_chance() -> None:
    planned = [1, 5, 30, 120, 600, 3600, 3600]
    for attempt, seconds in enumerate([*planned, 3600], start=1):
        waits = [wait_after(attempt).total_seconds() for _ in range(200)]
        assert seconds / 2 <= min(waits)
        assert max(waits) <= seconds
        assert max(waits) - min(waits) > seconds / 4
    assert wait_after(47).total_seconds() >= 1800


@pytest.mark.usefixtures("failing_receivers")
def test_a_receiver_that_fails_is_tried_again_and_leaves_nothing_behind(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    mishaps.append(ValueError("broken wick"))
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Second Chance")
    assert deliver()
    assert guilds() == 0
    row = the_delivery()
    assert (row.status, row.attempts, row.lease_token) == ("pending", 1, None)
    assert waits(row, 1)
    assert row.finished_at is None
    assert row.last_error.endswith("ValueError: broken wick\n")
    (failure,) = row.failures
    assert (failure["attempt"], failure["outcome"]) == (1, "raised")
    assert failure["error"] == row.last_error
    assert failure["duration_ms"] > 0
    assert datetime.fromisoformat(failure["started_at"]) < timezone.now()
    assert "kernel.stumble failed in attempt 1" in caplog.text

    let_time_pass(MINUTE)
    assert deliver()
    row = the_delivery()
    assert (row.status, row.attempts, row.last_error) == ("done", 2, "")
    assert len(row.failures) == 1
    assert guilds() == 1
    assert [note.meta.attempt for note in notebook] == [1, 2]
    assert len({note.meta.event_id for note in notebook}) == 1


@pytest.mark.usefixtures("failing_receivers")
def test_after_the_last_attempt_a_delivery_has_failed(connect: Connect) -> None:
    mishaps.extend(ValueError(f"no. {number}") for number in range(1, 10))
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Eighth Avenue")
    for attempt, wait in enumerate([1, 5, 30, 120, 600, 3600, 3600], start=1):
        assert deliver()
        row = the_delivery()
        assert (row.status, row.attempts) == ("pending", attempt)
        assert waits(row, wait)
        let_time_pass(timedelta(hours=1))
    assert deliver()
    row = the_delivery()
    assert (row.status, row.attempts) == ("failed", 8)
    assert row.finished_at is not None
    assert len(row.failures) == 8
    let_time_pass(timedelta(days=1))
    assert not deliver()
    assert guilds() == 0


@pytest.mark.usefixtures("failing_receivers")
def test_a_payload_that_cannot_be_read_back_fails_like_a_receiver(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, attempts=2)
    light("Garbled Garden")
    StoredEvent.objects.update(payload={"lane": "Garbled Garden"})
    assert deliver()
    row = the_delivery()
    assert (row.status, row.attempts) == ("pending", 1)
    assert row.last_error.startswith("Undeliverable: LampLit cannot be read")
    assert row.failures[0]["duration_ms"] is None
    let_time_pass(MINUTE)
    assert deliver()
    assert the_delivery().status == "failed"
    assert notebook == []


@pytest.mark.usefixtures("failing_receivers")
def test_a_payload_of_a_newer_release_waits_for_a_worker_that_can_read_it(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("New Town")
    StoredEvent.objects.update(version=2)
    assert deliver()
    row = the_delivery()
    assert (row.status, row.attempts) == ("pending", 1)
    assert "kernel.lamp_lit was written at version 2; this code reads 1 to 1." in row.last_error


@pytest.mark.usefixtures("failing_receivers")
def test_a_refusal_that_a_receiver_meets_is_a_failure_like_any_other(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.return_to_sender)
    light("Privet Drive")
    assert deliver()
    assert the_delivery().status == "pending"
    assert "TooDark: Nobody can read the address." in the_delivery().last_error
    assert Refusal.objects.get().receiver == "kernel.return_to_sender"


@pytest.mark.usefixtures("failing_receivers")
def test_a_receiver_that_refuses_by_itself_is_written_down_in_its_flow(connect: Connect) -> None:
    connect(lamp_lit, receivers.refuse, DURABLE)
    evening = uuid4()
    light("Dark Lane", correlation_id=evening)
    assert deliver()
    (refusal,) = flow(evening).refusals
    assert (refusal.receiver, refusal.reason) == ("", "Dark Lane stays dark tonight.")


@pytest.mark.usefixtures("failing_receivers")
def test_a_receiver_that_swallows_a_refusal_has_failed_all_the_same(connect: Connect) -> None:
    connect(lamp_lit, receivers.swallow_a_refusal, DURABLE)
    connect(letter_posted, receivers.return_to_sender)
    light("Privet Drive")
    assert deliver()
    row = the_delivery()
    assert row.status == "pending"
    assert row.last_error == "TooDark: Nobody can read the address."
