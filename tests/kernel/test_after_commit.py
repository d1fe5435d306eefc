"""After the commit: one after another, each on its own, and nothing of it upon a rollback."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from events import AFTER_COMMIT, unit_of_work
from events.context import current_cause, current_correlation
from events.flows import flow
from events.models import Delivery, StoredEvent
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import LampLit, lamp_lit

pytestmark = pytest.mark.django_db(transaction=True)


def heard() -> list[str]:
    return [note.receiver for note in notebook]


def test_receivers_run_after_the_commit_in_the_order_of_connection(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, AFTER_COMMIT)
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with unit_of_work():
        lamp_lit.publish(LampLit(street="Patient Place"))
        assert heard() == []
    assert heard() == ["whistle", "write_down"]


def test_they_wait_for_the_outermost_commit(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with transaction.atomic():
        light("Outer Ring")
        assert heard() == []
    assert heard() == ["write_down"]


def test_they_hear_what_the_others_hear(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle)
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    evening = uuid4()
    light("Same Street", correlation_id=evening)
    during, after = notebook
    assert (during.event, during.meta) == (after.event, after.meta)
    assert after.meta.correlation_id == evening


def test_they_are_not_part_of_the_operation_that_has_ended(connect: Connect) -> None:
    connect(lamp_lit, receivers.look_around, AFTER_COMMIT)
    with unit_of_work(correlation_id=uuid4()):
        lamp_lit.publish(LampLit(street="Look Out"))
    (seen,) = receivers.sights
    assert not seen.in_operation
    assert not seen.in_transaction
    entry = StoredEvent.objects.get()
    assert seen.correlation_id == entry.correlation_id
    assert seen.cause is not None
    assert (seen.cause.event_id, seen.cause.receiver) == (entry.id, "kernel.look_around")
    assert current_cause() is None
    assert current_correlation() is None


def test_what_they_publish_is_caused_by_what_they_heard(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter, AFTER_COMMIT)
    light("Post Road")
    lamp = StoredEvent.objects.get(signal="kernel.lamp_lit")
    letter = StoredEvent.objects.get(signal="kernel.letter_posted")
    assert (letter.causation_id, letter.depth) == (lamp.id, 1)
    assert (letter.published_by, letter.correlation_id) == (
        "kernel.post_a_letter",
        lamp.correlation_id,
    )
    assert letter.unit_of_work != lamp.unit_of_work


@pytest.mark.usefixtures("failing_receivers")
def test_one_that_fails_stops_no_other_and_is_recorded_and_logged(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    mishaps.append(ValueError("tripped"))
    connect(lamp_lit, receivers.stumble, AFTER_COMMIT)
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    light("Bumpy Byway")
    assert heard() == ["stumble", "write_down"]
    failed = Delivery.objects.get()
    assert (failed.receiver, failed.kind) == ("kernel.stumble", "after_commit")
    assert (failed.status, failed.attempts) == ("failed", 1)
    assert failed.last_error.endswith("ValueError: tripped\n")
    assert failed.entry == StoredEvent.objects.get()
    assert failed.started_at is not None
    assert failed.finished_at is not None
    assert failed.duration_ms is not None
    assert "kernel.stumble failed after the commit" in caplog.text


def test_one_that_is_gone_before_the_commit_stops_no_other(connect: Connect) -> None:
    lamp_lit.connect(receivers.whistle, delivery=AFTER_COMMIT)
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with unit_of_work():
        lamp_lit.publish(LampLit(street="Leaving Lane"))
        lamp_lit.disconnect(receivers.whistle)
    assert heard() == ["write_down"]


def test_those_that_succeed_leave_no_row(connect: Connect, django_assert_num_queries: Any) -> None:
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with django_assert_num_queries(4):  # BEGIN, the group, the event, COMMIT
        light("Cheap Street")
    assert not Delivery.objects.exists()


def test_the_demo_records_them_all_in_one_statement(
    connect: Connect, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    connect(lamp_lit, receivers.whistle, AFTER_COMMIT)

    def light_two() -> None:
        with unit_of_work():
            lamp_lit.publish(LampLit(street="One"))
            lamp_lit.publish(LampLit(street="Two"))

    with django_assert_num_queries(4) as asked:  # BEGIN, both events, COMMIT, what became of them
        light_two()
    assert asked.captured_queries[-1]["sql"].startswith('INSERT INTO "events_delivery"')
    assert Delivery.objects.filter(kind="after_commit", status="done", statements=0).count() == 4


@pytest.mark.usefixtures("failing_receivers")
def test_a_record_that_cannot_be_written_is_logged_and_breaks_nothing(
    connect: Connect, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def deliveries_cannot_be_written(execute: Any, sql: str, *args: Any) -> Any:
        if 'INSERT INTO "events_delivery"' in sql:
            raise DatabaseError("no space left on device")
        return execute(sql, *args)

    settings.DEMO = True
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with connection.execute_wrapper(deliveries_cannot_be_written):
        light("Full Forge")
    assert heard() == ["write_down"]
    assert StoredEvent.objects.count() == 1
    assert "could not be recorded" in caplog.text


def test_an_event_that_was_taken_back_to_a_savepoint_is_not_heard(connect: Connect) -> None:
    def change_ones_mind() -> None:
        with transaction.atomic():
            lamp_lit.publish(LampLit(street="Regret"))
            raise ValueError("never mind")

    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with unit_of_work():
        with pytest.raises(ValueError, match="never mind"):
            change_ones_mind()
        lamp_lit.publish(LampLit(street="Resolve"))
    assert [note.event for note in notebook] == [LampLit(street="Resolve")]
    assert StoredEvent.objects.count() == 1


@pytest.mark.usefixtures("failing_receivers")
def test_what_never_ran_because_the_process_died_is_shown_as_lost_in_the_demo(
    connect: Connect, settings: Any
) -> None:
    settings.DEMO = True
    mishaps.append(SystemExit())
    connect(lamp_lit, receivers.whistle, AFTER_COMMIT)
    connect(lamp_lit, receivers.stumble, AFTER_COMMIT)
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    evening = uuid4()
    with pytest.raises(SystemExit):
        light("Power Cut", correlation_id=evening)
    assert heard() == ["whistle", "stumble"]

    (event,) = flow(evening).events
    assert {run.status for run in event.receivers} == {"pending"}
    assert not flow(evening).settled

    StoredEvent.objects.update(occurred_at=F("occurred_at") - timedelta(seconds=10))
    (event,) = flow(evening).events
    assert {run.status for run in event.receivers} == {"lost"}
    assert {run.error for run in event.receivers} == {
        "The process ended between the commit and the receiver."
    }
    assert flow(evening).settled

    settings.DEMO = False
    (event,) = flow(evening).events
    assert event.receivers == ()
