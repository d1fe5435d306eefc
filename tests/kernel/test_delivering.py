"""Durable deliveries: claimed, run, marked done in one transaction."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from events import DURABLE, unit_of_work
from events.delivering import deliver
from events.models import Delivery, StoredEvent
from events.publishing import MAX_DEPTH
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.deliveries import MINUTE, guilds, the_delivery
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import LampLit, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


# --- the plain case --------------------------------------------------------------------------


def test_a_durable_receiver_runs_later_and_once(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    evening = uuid4()
    light("Later Lane", correlation_id=evening)
    assert notebook == []
    assert (the_delivery().status, the_delivery().attempts) == ("pending", 0)

    assert deliver()
    (note,) = notebook
    entry = StoredEvent.objects.get()
    assert note.event == LampLit(street="Later Lane")
    assert (note.meta.event_id, note.meta.signal) == (entry.id, "kernel.lamp_lit")
    assert (note.meta.correlation_id, note.meta.causation_id) == (evening, None)
    assert note.meta.occurred_at == entry.occurred_at
    assert note.meta.attempt == 1
    done = the_delivery()
    assert (done.status, done.attempts, done.last_error, done.failures) == ("done", 1, "", [])
    assert done.lease_token is None
    assert done.started_at is not None
    assert done.finished_at is not None
    assert done.duration_ms is not None
    assert str(done) == "kernel.write_down for kernel.lamp_lit: done"

    assert not deliver()
    assert len(notebook) == 1


def test_each_receiver_has_a_delivery_of_its_own(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    connect(lamp_lit, receivers.whistle, DURABLE)
    light("Two Doors")
    assert deliver_all() == 2
    assert {note.receiver for note in notebook} == {"write_down", "whistle"}


def test_the_given_delivery_is_run_and_no_other(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("First")
    light("Second")
    second = Delivery.objects.latest("id")
    assert deliver(second.pk)
    assert not deliver(second.pk)
    assert [note.event for note in notebook] == [LampLit(street="Second")]


def test_a_receiver_works_inside_an_operation_of_its_own(connect: Connect) -> None:
    connect(lamp_lit, receivers.look_around, DURABLE)
    evening = uuid4()
    light("Look Out", correlation_id=evening)
    deliver_all()
    (seen,) = receivers.sights
    assert seen.in_operation
    assert seen.correlation_id == evening
    assert seen.cause is not None
    assert seen.cause.event_id == StoredEvent.objects.get().id


def test_what_a_receiver_publishes_is_caused_by_what_it_heard(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.write_down, DURABLE)
    light("Post Road")
    assert deliver_all() == 2
    lamp = StoredEvent.objects.get(signal="kernel.lamp_lit")
    letter = StoredEvent.objects.get(signal="kernel.letter_posted")
    assert (letter.causation_id, letter.depth) == (lamp.id, 1)
    assert letter.published_by == "kernel.post_a_letter"
    assert letter.correlation_id == lamp.correlation_id
    assert notebook[0].meta.causation_id == lamp.id


@pytest.mark.usefixtures("failing_receivers")
def test_events_that_cause_one_another_by_way_of_the_worker_are_stopped_too(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.light_the_next, DURABLE, attempts=1)
    light("Endless Mews")
    deliver_all(failures=True)
    assert StoredEvent.objects.count() == MAX_DEPTH + 1
    failed = Delivery.objects.get(status="failed")
    chain = " → ".join(["kernel.lamp_lit"] * (MAX_DEPTH + 2))
    assert f"Events cause one another without an end: {chain}." in failed.last_error


@pytest.mark.usefixtures("failing_receivers")
def test_a_chain_whose_beginning_is_forgotten_is_named_from_where_it_is_known(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.light_the_next, DURABLE, attempts=1)
    light("Endless Mews")
    while StoredEvent.objects.count() <= MAX_DEPTH:
        deliver()
    StoredEvent.objects.filter(depth__lt=MAX_DEPTH - 1).delete()
    deliver()
    failed = Delivery.objects.get(status="failed")
    assert "an end: … → kernel.lamp_lit → kernel.lamp_lit → kernel.lamp_lit." in failed.last_error


def test_the_demo_counts_the_statements_of_a_receiver(connect: Connect, settings: Any) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    light("Counting House")
    deliver_all()
    assert the_delivery().statements == 1


# --- an interruption -------------------------------------------------------------------------


@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_a_process_that_is_told_to_stop_gives_the_delivery_back_unpunished(
    connect: Connect, interruption: type[BaseException], atomic: bool
) -> None:
    mishaps.append(interruption())
    connect(lamp_lit, receivers.stumble, DURABLE, atomic=atomic)
    light("Quitting Time")
    with pytest.raises(interruption):
        deliver()
    row = the_delivery()
    assert (row.status, row.attempts, row.failures) == ("pending", 0, [])
    assert row.lease_token is None
    assert deliver()
    assert (the_delivery().status, the_delivery().attempts) == ("done", 1)
    assert guilds() == (1 if atomic else 2)


def test_a_process_that_stops_leaves_a_delivery_alone_that_another_has(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    mishaps.append(KeyboardInterrupt())
    connect(lamp_lit, receivers.be_overtaken, DURABLE, atomic=False)
    light("Quitting Time")
    with pytest.raises(KeyboardInterrupt):
        deliver()
    assert (the_delivery().status, the_delivery().attempts) == ("running", 1)
    assert "another worker has taken over" in caplog.text


# --- without a transaction -------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_is_not_atomic_holds_no_transaction_open(connect: Connect) -> None:
    connect(lamp_lit, receivers.look_around, DURABLE, atomic=False)
    evening = uuid4()
    light("Open Air", correlation_id=evening)
    assert deliver()
    (seen,) = receivers.sights
    assert not seen.in_operation
    assert not seen.in_transaction
    assert seen.correlation_id == evening
    assert the_delivery().status == "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("failing_receivers")
def test_what_a_receiver_that_is_not_atomic_did_before_it_failed_stays_done(
    connect: Connect,
) -> None:
    mishaps.append(ValueError("after the effect"))
    connect(lamp_lit, receivers.stumble, DURABLE, atomic=False)
    light("Twice Told")
    assert deliver()
    assert (guilds(), the_delivery().status) == (1, "pending")
    let_time_pass(MINUTE)
    assert deliver()
    assert (guilds(), the_delivery().status) == (2, "done")
    first, second = notebook
    assert first.meta.event_id == second.meta.event_id


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_is_not_atomic_opens_operations_of_its_own(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter, DURABLE, atomic=False)
    light("Post Road")
    assert deliver()
    letter = StoredEvent.objects.get(signal="kernel.letter_posted")
    lamp = StoredEvent.objects.get(signal="kernel.lamp_lit")
    assert letter.published_by == "kernel.post_a_letter"
    assert (letter.causation_id, letter.correlation_id) == (lamp.id, lamp.correlation_id)


# --- what it costs ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_a_delivery_costs(connect: Connect, django_assert_num_queries: Any) -> None:
    connect(lamp_lit, receivers.look_around, DURABLE)
    light("Penny Lane")
    looks_first = not connection.features.has_select_for_update_skip_locked
    # A look, or BEGIN, the row that is not there, COMMIT.
    with django_assert_num_queries(1 if looks_first else 3):
        assert not deliver(0)
    # BEGIN, the row, the claim, COMMIT; BEGIN, the done mark, COMMIT.
    with django_assert_num_queries(7 + looks_first):
        assert deliver()


@pytest.mark.django_db(transaction=True)
def test_what_a_delivery_without_a_transaction_costs(
    connect: Connect, django_assert_num_queries: Any
) -> None:
    connect(lamp_lit, receivers.look_around, DURABLE, atomic=False)
    light("Penny Lane")
    looks_first = not connection.features.has_select_for_update_skip_locked
    with django_assert_num_queries(5 + looks_first):
        assert deliver()


def test_publishing_and_delivering_can_be_one_operation_apart(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    with unit_of_work():
        lamp_lit.publish(LampLit(street="Open Works"))
    assert deliver()
