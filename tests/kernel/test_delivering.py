"""Durable deliveries: claimed, run, marked done in one transaction; or planned anew, or failed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from events import DURABLE, operation
from events.contract import LeaseLost
from events.delivering import deliver
from events.flows import flow
from events.leases import claim, due, end
from events.models import Delivery, JournalEntry, Refusal
from events.publishing import MAX_DEPTH
from events.schedule import wait_after
from events.selectors import oldest_due_age, without_receiver
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import LampLit, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def guilds() -> int:
    """How often a receiver's effect is in the database."""
    return Group.objects.filter(name__startswith="Guild").count()


def the_delivery() -> Delivery:
    return Delivery.objects.get()


def seconds_until(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - timezone.now()).total_seconds()


def waits(row: Delivery, seconds: float) -> bool:
    """Whether the next attempt is planned after half the given wait at least, or all of it."""
    assert row.due_at is not None
    failed = datetime.fromisoformat(row.failures[-1]["started_at"])
    least = failed + timedelta(seconds=seconds / 2, milliseconds=-10)
    return least <= row.due_at <= timezone.now() + timedelta(seconds=seconds)


# --- the plain case --------------------------------------------------------------------------


def test_a_durable_receiver_runs_later_and_once(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    evening = uuid4()
    light("Later Lane", correlation=evening)
    assert notebook == []
    assert (the_delivery().status, the_delivery().attempts) == ("pending", 0)

    assert deliver()
    (note,) = notebook
    entry = JournalEntry.objects.get()
    assert note.event == LampLit(street="Later Lane")
    assert (note.meta.event_id, note.meta.signal) == (entry.id, "kernel.lamp_lit")
    assert (note.meta.correlation, note.meta.causation) == (evening, None)
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
    light("Look Out", correlation=evening)
    deliver_all()
    (seen,) = receivers.sights
    assert seen.in_operation
    assert seen.correlation == evening
    assert seen.cause is not None
    assert seen.cause.event_id == JournalEntry.objects.get().id


def test_what_a_receiver_publishes_is_caused_by_what_it_heard(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.write_down, DURABLE)
    light("Post Road")
    assert deliver_all() == 2
    lamp = JournalEntry.objects.get(signal="kernel.lamp_lit")
    letter = JournalEntry.objects.get(signal="kernel.letter_posted")
    assert (letter.causation, letter.depth) == (lamp.id, 1)
    assert letter.published_by == "kernel.post_a_letter"
    assert letter.correlation == lamp.correlation
    assert notebook[0].meta.causation == lamp.id


@pytest.mark.usefixtures("failing_receivers")
def test_events_that_cause_one_another_by_way_of_the_worker_are_stopped_too(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.light_the_next, DURABLE, attempts=1)
    light("Endless Mews")
    deliver_all(failures=True)
    assert JournalEntry.objects.count() == MAX_DEPTH + 1
    failed = Delivery.objects.get(status="failed")
    chain = " → ".join(["kernel.lamp_lit"] * (MAX_DEPTH + 2))
    assert f"Events cause one another without an end: {chain}." in failed.last_error


@pytest.mark.usefixtures("failing_receivers")
def test_a_chain_whose_beginning_is_forgotten_is_named_from_where_it_is_known(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.light_the_next, DURABLE, attempts=1)
    light("Endless Mews")
    while JournalEntry.objects.count() <= MAX_DEPTH:
        deliver()
    JournalEntry.objects.filter(depth__lt=MAX_DEPTH - 1).delete()
    deliver()
    failed = Delivery.objects.get(status="failed")
    assert "an end: … → kernel.lamp_lit → kernel.lamp_lit → kernel.lamp_lit." in failed.last_error


def test_the_demo_counts_the_statements_of_a_receiver(connect: Connect, settings: Any) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    light("Counting House")
    deliver_all()
    assert the_delivery().statements == 1


# --- claims ----------------------------------------------------------------------------------


def test_a_claim_counts_an_attempt_and_holds_a_lease(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, lease=5 * MINUTE)
    light("Lease Lane")
    lease = claim()
    assert lease is not None
    row = the_delivery()
    assert (row.status, row.attempts, row.lease_token) == ("running", 1, lease.token)
    assert seconds_until(row.due_at) == pytest.approx(300, abs=10)
    assert claim() is None
    assert not due().exists()


def test_nothing_is_claimed_before_its_time(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Early Street")
    let_time_pass(-MINUTE)
    assert claim() is None
    let_time_pass(MINUTE)
    assert claim() is not None


def test_what_has_waited_longest_is_claimed_first(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("New")
    light("Old")
    old = Delivery.objects.latest("id")
    Delivery.objects.filter(pk=old.pk).update(due_at=timezone.now() - MINUTE)
    lease = claim()
    assert lease is not None
    assert lease.delivery == old


@pytest.mark.usefixtures("failing_receivers")
def test_a_delivery_whose_worker_died_is_claimed_again_when_the_lease_has_run_out(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Died Drive")
    assert claim() is not None  # and the worker dies
    assert not deliver()
    let_time_pass(MINUTE)
    assert deliver()
    row = the_delivery()
    assert (row.status, row.attempts, notebook[0].meta.attempt) == ("done", 2, 2)
    (death,) = row.failures
    assert (death["attempt"], death["outcome"], death["duration_ms"]) == (1, "died", None)
    assert death["error"] == "The lease ran out: the worker died or was too slow."
    assert datetime.fromisoformat(death["started_at"]) < timezone.now()
    assert "kernel.write_down: a worker died or was late in attempt 1" in caplog.text


def test_a_delivery_that_kills_every_worker_fails_after_its_last_attempt(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, attempts=2)
    light("Poison Passage")
    for _ in range(2):
        assert claim() is not None  # and the worker dies
        let_time_pass(MINUTE)
    assert claim() is None
    row = the_delivery()
    assert (row.status, row.attempts, row.lease_token) == ("failed", 2, None)
    assert [failure["outcome"] for failure in row.failures] == ["died", "died"]
    assert row.last_error == "The lease ran out: the worker died or was too slow."
    assert row.finished_at is not None
    assert notebook == []


def test_a_worker_goes_on_with_the_next_when_it_ends_one_that_kills(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, attempts=1)
    light("Poison Passage")
    assert claim() is not None  # and the worker dies
    let_time_pass(MINUTE)
    light("Innocent Inn")
    assert deliver()
    assert [note.event for note in notebook] == [LampLit(street="Innocent Inn")]


# --- fencing ---------------------------------------------------------------------------------


def test_a_worker_that_was_overtaken_cannot_mark_the_delivery(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Overtaking Lane")
    slow = claim()
    let_time_pass(MINUTE)
    fast = claim()
    assert slow is not None
    assert fast is not None
    with pytest.raises(LeaseLost, match=r"kernel.write_down was late"):
        end(slow, status="done")
    assert the_delivery().status == "running"
    end(fast, status="done")
    with pytest.raises(LeaseLost):
        end(fast, status="done")
    with pytest.raises(LeaseLost):
        end(slow, status="failed")


def test_the_effect_of_a_worker_that_was_overtaken_is_taken_back(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    connect(lamp_lit, receivers.be_overtaken, DURABLE)
    light("Overtaking Lane")
    assert deliver()
    assert guilds() == 0
    assert "kernel.be_overtaken was late: another worker has taken over" in caplog.text
    assert the_delivery().status == "running"


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize("atomic", [True, False])
def test_the_failure_of_a_worker_that_was_overtaken_is_not_written_over_the_others_lease(
    connect: Connect, caplog: pytest.LogCaptureFixture, atomic: bool
) -> None:
    mishaps.append(ValueError("and failed on top of it"))
    connect(lamp_lit, receivers.be_overtaken, DURABLE, atomic=atomic)
    light("Overtaking Lane")
    assert deliver()
    row = the_delivery()
    if atomic:  # the takeover was part of the transaction that was rolled back
        assert (row.status, len(row.failures)) == ("pending", 1)
    else:
        assert (row.status, row.failures) == ("running", [])
        assert "another worker has taken over" in caplog.text


# --- retries ---------------------------------------------------------------------------------


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
    JournalEntry.objects.update(payload={"lane": "Garbled Garden"})
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
    JournalEntry.objects.update(version=2)
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
    light("Dark Lane", correlation=evening)
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
    light("Open Air", correlation=evening)
    assert deliver()
    (seen,) = receivers.sights
    assert not seen.in_operation
    assert not seen.in_transaction
    assert seen.correlation == evening
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
    letter = JournalEntry.objects.get(signal="kernel.letter_posted")
    lamp = JournalEntry.objects.get(signal="kernel.lamp_lit")
    assert letter.published_by == "kernel.post_a_letter"
    assert (letter.causation, letter.correlation) == (lamp.id, lamp.correlation)


# --- receivers that come, go, and are renamed ------------------------------------------------


def test_a_delivery_whose_receiver_is_gone_waits_burns_nothing_and_is_shown(
    connect: Connect,
) -> None:
    evening = uuid4()
    connect(lamp_lit, receivers.whistle, DURABLE)
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("Left Bank", correlation=evening)
    lamp_lit.disconnect(receivers.write_down)

    assert deliver_all() == 1
    waiting = Delivery.objects.get(receiver="kernel.write_down")
    assert (waiting.status, waiting.attempts) == ("pending", 0)
    assert without_receiver() == [("kernel.lamp_lit", "kernel.write_down")]
    known = {run.name: run.known for run in flow(evening).events[0].receivers}
    assert known == {"kernel.whistle": True, "kernel.write_down": False}
    assert oldest_due_age() is None
    assert not deliver(waiting.pk)

    connect(lamp_lit, receivers.write_down, DURABLE)
    assert without_receiver() == []
    assert deliver_all() == 1


def test_a_receiver_that_hears_another_signal_is_not_known_for_this_one(connect: Connect) -> None:
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("Left Bank")
    lamp_lit.disconnect(receivers.write_down)
    connect(letter_posted, receivers.write_down, DURABLE)
    assert not deliver()
    assert without_receiver() == [("kernel.lamp_lit", "kernel.write_down")]


def test_a_receiver_that_was_renamed_takes_over_what_waits_for_its_old_name(
    connect: Connect,
) -> None:
    evening = uuid4()
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("New Name", correlation=evening)
    lamp_lit.disconnect(receivers.write_down)

    connect(lamp_lit, receivers.whistle, DURABLE, formerly="kernel.write_down")
    assert without_receiver() == []
    assert flow(evening).events[0].receivers[0].known
    assert deliver_all() == 1
    assert [note.receiver for note in notebook] == ["whistle"]
    assert the_delivery().receiver == "kernel.write_down"


def test_a_receiver_that_came_later_does_not_hear_what_was_published_before(
    connect: Connect,
) -> None:
    light("Before Time")
    connect(lamp_lit, receivers.write_down, DURABLE)
    assert deliver_all() == 0


def test_deliveries_of_other_kinds_are_not_for_the_worker(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    light("Mixed Mews")
    Delivery.objects.update(kind="after_commit")
    assert not deliver()


# --- how old is the oldest -------------------------------------------------------------------


def test_the_oldest_delivery_that_is_due_gives_the_alarm(connect: Connect) -> None:
    assert oldest_due_age() is None
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Slow Street")
    light("Newer Street")
    oldest = Delivery.objects.earliest("id")
    Delivery.objects.filter(pk=oldest.pk).update(due_at=timezone.now() - 5 * MINUTE)
    age = oldest_due_age()
    assert age is not None
    assert age.total_seconds() == pytest.approx(300, abs=10)
    deliver_all()
    assert oldest_due_age() is None


# --- what it costs ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_a_delivery_costs(connect: Connect, django_assert_num_queries: Any) -> None:
    connect(lamp_lit, receivers.look_around, DURABLE)
    light("Penny Lane")
    with django_assert_num_queries(1):
        assert not deliver(0)
    # A look; BEGIN, the row, the claim, COMMIT; BEGIN, the done mark, COMMIT.
    with django_assert_num_queries(8):
        assert deliver()


@pytest.mark.django_db(transaction=True)
def test_what_a_delivery_without_a_transaction_costs(
    connect: Connect, django_assert_num_queries: Any
) -> None:
    connect(lamp_lit, receivers.look_around, DURABLE, atomic=False)
    light("Penny Lane")
    with django_assert_num_queries(6):
        assert deliver()


def test_publishing_and_delivering_can_be_one_operation_apart(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    with operation():
        lamp_lit.publish(LampLit(street="Open Works"))
    assert deliver()
