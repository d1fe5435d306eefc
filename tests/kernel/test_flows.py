"""A flow: all that was published under one correlation id, and what became of it."""

from typing import Any
from uuid import uuid4

import pytest

from events import AFTER_COMMIT, DURABLE
from events.contract import Kind
from events.explorer.json import flow_as_json
from events.flows import flow
from events.models import Delivery, StoredEvent
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import TooDark, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def test_a_flow_that_nobody_knows_is_empty_and_settled() -> None:
    unknown = uuid4()
    shown = flow(unknown)
    assert (shown.correlation_id, shown.events, shown.refusals) == (unknown, (), ())
    assert shown.settled
    assert shown.counts == {}


def test_a_flow_shows_every_event_and_every_receiver(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down)
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.whistle, DURABLE)
    evening = uuid4()
    light("Long Lane", correlation_id=evening)
    light("Another Evening")
    assert not flow(evening).settled

    deliver_all()
    shown = flow(evening)
    lamp, letter = shown.events
    assert shown.settled
    assert shown.counts == {"done": 3}
    assert (lamp.name, lamp.app, lamp.title) == ("kernel.lamp_lit", "kernel", "lamp lit")
    assert (lamp.published_by, lamp.depth) == ("kernel", 0)
    assert (letter.published_by, letter.depth) == ("kernel.post_a_letter", 1)
    assert letter.causation_id == lamp.id
    assert lamp.unit_of_work != letter.unit_of_work
    assert lamp.unit_of_work_started_at <= lamp.occurred_at

    now, later = lamp.receivers
    assert (now.name, now.delivery) == ("kernel.write_down", Kind.IN_TRANSACTION)
    assert (now.status, now.attempts, now.error) == ("done", 1, "")
    assert now.started_at is not None
    assert now.finished_at is not None
    assert now.duration_ms is not None
    assert now.finished_at > now.started_at
    assert (later.name, later.delivery) == ("kernel.post_a_letter", Kind.DURABLE)
    assert (later.app, later.function, later.is_log) == ("kernel", "post_a_letter", False)
    assert later.delivery_id == Delivery.objects.get(entry=lamp.id).pk


@pytest.mark.usefixtures("failing_receivers")
def test_a_failure_shows_its_last_line_and_its_earlier_attempts(connect: Connect) -> None:
    mishaps.append(ValueError("broken wick"))
    connect(lamp_lit, receivers.stumble, DURABLE)
    evening = uuid4()
    light("Long Lane", correlation_id=evening)
    deliver_all(failures=True)
    (run,) = flow(evening, personal=True).events[0].receivers
    assert run.status == "pending"
    assert run.error_line == "ValueError: broken wick"
    assert run.error.startswith("Traceback")
    assert [failure.number for failure in run.failures] == [1]
    assert not flow(evening).settled


def test_personal_data_is_shown_to_those_who_may_see_it(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    evening = uuid4()
    light("Long Lane", correlation_id=evening)
    _, masked = flow(evening).events
    assert masked.payload["addressee"] == "•••"
    assert masked.payload["weight"] == 20
    _, plain = flow(evening, personal=True).events
    assert plain.payload["addressee"] == "Whoever lives in Long Lane"
    assert (flow(evening).personal, flow(evening, personal=True).personal) == (False, True)


def test_of_a_signal_that_is_gone_everything_counts_as_personal() -> None:
    evening = uuid4()
    light("Long Lane", correlation_id=evening)
    StoredEvent.objects.update(signal="circus.tent_raised")
    assert flow(evening).events[0].payload == {"street": "•••"}
    assert flow(evening, personal=True).events[0].payload == {"street": "Long Lane"}


def test_a_refusal_is_part_of_the_flow(connect: Connect) -> None:
    connect(lamp_lit, receivers.refuse)
    evening = uuid4()
    with pytest.raises(TooDark):
        light("Long Lane", correlation_id=evening)
    shown = flow(evening)
    assert shown.events == ()
    (refusal,) = shown.refusals
    assert refusal.reason == "Long Lane stays dark tonight."
    assert shown.settled


def test_three_statements_however_much_a_flow_holds(
    connect: Connect, django_assert_num_queries: Any
) -> None:
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.write_down, DURABLE)
    connect(letter_posted, receivers.whistle)
    evening = uuid4()
    for number in range(5):
        light(f"Street {number}", correlation_id=evening)
    deliver_all()
    with django_assert_num_queries(3):
        shown = flow(evening)
        assert len(shown.events) == 10
        assert shown.counts == {"done": 15}


# --- as JSON ---------------------------------------------------------------------------------


def test_the_json_of_a_flow_keeps_its_promise(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    connect(letter_posted, receivers.write_down, DURABLE)
    evening = uuid4()
    light("Long Lane", correlation_id=evening)
    told = flow_as_json(flow(evening))
    assert told["correlation_id"] == str(evening)
    assert told["settled"] is False
    assert told["refusals"] == []
    lamp, letter = told["events"]
    assert set(lamp) == {
        "id",
        "name",
        "occurred_at",
        "causation_id",
        "published_by",
        "payload",
        "receivers",
    }
    assert (lamp["causation_id"], letter["causation_id"]) == (None, lamp["id"])
    (ran,), (waits,) = lamp["receivers"], letter["receivers"]
    assert set(ran) == {
        "name",
        "delivery",
        "status",
        "attempts",
        "started_at",
        "duration_ms",
        "error",
    }
    assert (ran["name"], ran["delivery"]) == ("kernel.post_a_letter", "in_transaction")
    assert (waits["delivery"], waits["status"], waits["attempts"]) == ("durable", "pending", 0)
    assert (waits["started_at"], waits["duration_ms"]) == (None, None)


def test_the_json_of_a_refusal(connect: Connect) -> None:
    connect(lamp_lit, receivers.refuse)
    evening = uuid4()
    with pytest.raises(TooDark):
        light("Long Lane", correlation_id=evening)
    (refusal,) = flow_as_json(flow(evening))["refusals"]
    assert refusal["signal"] == "kernel.lamp_lit"
    assert refusal["receiver"] == "kernel.refuse"
    assert refusal["refused_with"] == "TooDark"
    assert refusal["payload"] == {"street": "Long Lane"}


def test_a_receiver_after_the_commit_has_its_word(
    connect: Connect, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    evening = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        light("Long Lane", correlation_id=evening)
    (event,) = flow_as_json(flow(evening))["events"]
    (run,) = event["receivers"]
    assert (run["delivery"], run["status"], run["attempts"]) == ("after_commit", "done", 1)
