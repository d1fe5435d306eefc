"""Delivering: claims, retries, lost leases, and the fencing token."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models.functions import Now
from pytest_django import Settings

from events.api import DURABLE, EventMetadata, PermanentFailure, RetryAfter
from events.context import current
from events.delivery.claim import LEASE_EXPIRED, claim, claimable
from events.delivery.deliver import deliver, run
from events.models import Delivery, Status, StoredEvent
from events.testing import ReceiverFailed, assert_published, deliver_all, let_time_pass
from events.types import EventError
from events.unit_of_work import current_unit_of_work
from tests.events.conftest import Connect
from tests.events.teashop import receivers
from tests.events.teashop.receivers import receipts, sell
from tests.events.teashop.signals import ParcelSent, TeaSold, tea_sold
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = timedelta(seconds=61)


def seconds_until_due(row: Delivery) -> float:
    """Return how long a delivery has to wait, by the database's clock."""
    row.refresh_from_db()
    assert row.due_at is not None
    now = Delivery.objects.annotate(now=Now()).values_list("now", flat=True)[0]
    return float((row.due_at - now).total_seconds())


def test_durable_receiver_runs_in_its_own_unit_of_work(connect: Connect) -> None:
    seen: list[object] = []
    receivers.callbacks.append(
        lambda metadata: seen.extend([current_unit_of_work() is not None, current().correlation_id])
    )
    connect(tea_sold, receivers.call_back, DURABLE)
    sell()
    assert deliver() == 1
    assert seen == [True, StoredEvent.objects.get().correlation_id]
    row = Delivery.objects.get()
    assert (row.status, row.attempts, row.fencing_token) == (Status.DONE, 1, None)
    assert row.duration_ms is not None
    assert deliver() == 0


def test_not_atomic_receiver_has_no_transaction(connect: Connect) -> None:
    seen: list[bool] = []
    receivers.callbacks.append(lambda metadata: seen.append(connection.in_atomic_block))
    connect(tea_sold, receivers.call_back, DURABLE, atomic=False)
    sell()
    deliver_all()
    assert seen == [False]


@pytest.mark.usefixtures("failing_receivers")
def test_failed_attempt_leaves_no_effect_and_is_retried(connect: Connect) -> None:
    connect(tea_sold, receivers.fail, DURABLE)
    receivers.errors.append(LookupError("ada@" + "example.com"))
    sell()
    deliver()
    row = Delivery.objects.get()
    assert (row.status, row.attempts, receipts()) == (Status.PENDING, 1, 0)
    assert 0.4 < seconds_until_due(row) <= 1
    (failure,) = row.failures
    assert (failure["attempt"], failure["outcome"]) == (1, "raised")
    assert failure["error"].endswith("LookupError")
    let_time_pass(LEASE)
    deliver()
    row.refresh_from_db()
    assert (row.status, row.attempts, receipts()) == (Status.DONE, 2, 1)
    assert [metadata.attempt for _, metadata in receivers.received] == [1, 2]


@pytest.mark.usefixtures("failing_receivers")
def test_delays_grow_until_the_delivery_fails(connect: Connect) -> None:
    connect(tea_sold, receivers.fail, DURABLE)
    receivers.errors.extend(LookupError() for _ in range(8))
    sell()
    row = Delivery.objects.get()
    for longest in (1, 5, 30, 120, 600, 3600, 3600):
        deliver()
        assert longest / 2 - 1 < seconds_until_due(row) <= longest
        let_time_pass(timedelta(hours=2))
    deliver()
    row.refresh_from_db()
    assert (row.status, row.attempts, len(row.failures)) == (Status.FAILED, 8, 8)
    assert not claimable().exists()


@pytest.mark.usefixtures("failing_receivers")
def test_retry_after_sets_the_delay(connect: Connect) -> None:
    connect(tea_sold, receivers.fail, DURABLE)
    receivers.errors.append(RetryAfter(timedelta(minutes=7), "The bank is closed."))
    sell()
    deliver()
    row = Delivery.objects.get()
    assert 410 < seconds_until_due(row) <= 420
    assert row.last_error.endswith("RetryAfter: The bank is closed.")


def test_retry_after_takes_a_timedelta() -> None:
    with pytest.raises(EventError, match=r"timedelta\(minutes=5\)"):
        RetryAfter(300)  # type: ignore[arg-type]  # as many HTTP clients count


@pytest.mark.usefixtures("failing_receivers")
def test_permanent_failure_is_not_retried(connect: Connect) -> None:
    connect(tea_sold, receivers.fail, DURABLE)
    receivers.errors.append(PermanentFailure("The address does not exist."))
    sell()
    deliver()
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == (Status.FAILED, 1)
    assert "The address does not exist." in row.last_error


@pytest.mark.usefixtures("failing_receivers")
def test_messages_of_other_exceptions_are_not_stored(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    address = "ada@example.com"
    connect(tea_sold, receivers.fail, DURABLE)
    receivers.errors.append(ValueError({address: (550, b"unknown")}))
    sell()
    deliver()
    row = Delivery.objects.get()
    assert address not in row.last_error + str(row.failures) + caplog.text
    assert "in fail" in row.last_error


def test_expired_lease_is_claimed_again_and_recorded(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    (lease,) = claim()
    assert claim() == []
    let_time_pass(LEASE)
    assert deliver() == 1
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == (Status.DONE, 2)
    assert row.failures[0]["error"] == LEASE_EXPIRED
    assert lease.token != row.fencing_token


def test_effect_of_a_lost_lease_is_rolled_back(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    (late,) = claim()
    let_time_pass(LEASE)
    assert deliver() == 1
    assert run(late) is None
    assert receipts() == 1
    assert Delivery.objects.get().status == Status.DONE


@pytest.mark.usefixtures("failing_receivers")
def test_failure_of_a_lost_lease_is_not_recorded(connect: Connect) -> None:
    connect(tea_sold, receivers.fail, DURABLE)
    sell()
    (late,) = claim()
    let_time_pass(LEASE)
    assert deliver() == 1
    receivers.errors.append(LookupError())
    run(late)
    row = Delivery.objects.get()
    assert (row.status, len(row.failures)) == (Status.DONE, 1)


def test_receiver_that_always_dies_runs_out_of_attempts(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE, attempts=2)
    sell()
    for _ in range(2):
        assert claim()
        let_time_pass(LEASE)
    assert claim() == []
    row = Delivery.objects.get()
    assert (row.status, len(row.failures)) == (Status.FAILED, 2)


def test_first_attempts_are_claimed_in_one_batch(connect: Connect, settings: Settings) -> None:
    settings.EVENTS_BATCH_SIZE = 3
    connect(tea_sold, receivers.write_receipt, DURABLE)
    for _ in range(5):
        sell()
    assert [len(claim()), len(claim()), len(claim())] == [3, 2, 0]


def test_retries_are_claimed_alone(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    for _ in range(3):
        sell()
    assert len(claim()) == 3
    let_time_pass(LEASE)
    assert [len(claim()) for _ in range(4)] == [1, 1, 1, 0]


def test_not_atomic_receivers_are_claimed_alone(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE, atomic=False)
    for _ in range(2):
        sell()
    assert [len(claim()) for _ in range(3)] == [1, 1, 0]


def test_slow_batch_releases_what_it_cannot_reach(connect: Connect) -> None:
    connect(tea_sold, receivers.call_back, DURABLE, lease=timedelta(milliseconds=1))
    for _ in range(3):
        sell()
    assert deliver() == 1
    waiting = Delivery.objects.filter(status=Status.PENDING)
    assert set(waiting.values_list("attempts", flat=True)) == {0}


def test_expired_leases_are_claimed_before_the_backlog(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell("first")
    (expired,) = claim()
    for _ in range(3):
        sell()
    Delivery.objects.filter(status=Status.PENDING).update(due_at=Now() - timedelta(hours=1))
    Delivery.objects.filter(pk=expired.delivery.pk).update(due_at=Now() - timedelta(seconds=1))
    (lease,) = claim()
    assert lease.delivery.pk == expired.delivery.pk


def test_queues_are_served_separately(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE, queue="mail")
    connect(tea_sold, receivers.write_label, DURABLE)
    sell()
    assert deliver("mail") == 1
    assert (receipts(), Group.objects.filter(name__startswith="Label").count()) == (1, 0)


def test_unknown_receiver_waits_and_uses_no_attempt(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    Delivery.objects.update(receiver="teashop.removed")
    assert deliver() == 0
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == (Status.PENDING, 0)


def test_renamed_receiver_gets_older_deliveries(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE, previous_name="teashop.print_receipt")
    sell()
    Delivery.objects.update(receiver="teashop.print_receipt")
    assert deliver() == 1
    assert receipts() == 1


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_stopped_process_releases_its_deliveries(
    connect: Connect, stop: type[BaseException]
) -> None:
    connect(tea_sold, receivers.fail, DURABLE)
    receivers.errors.append(stop())
    for _ in range(2):
        sell()
    with pytest.raises(stop):
        deliver()
    rows = Delivery.objects.values_list("status", "attempts")
    assert set(rows) == {(Status.PENDING, 0)}
    assert receipts() == 0


@pytest.mark.usefixtures("failing_receivers")
def test_stored_event_of_a_newer_version_is_retried(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    StoredEvent.objects.update(version=2)
    deliver()
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == (Status.PENDING, 1)
    assert "stored at version 2; this code reads 1 to 1" in row.last_error


@pytest.mark.postgres
def test_workers_side_by_side_deliver_each_once(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    for _ in range(30):
        sell()

    def work() -> None:
        while deliver():
            pass

    assert together(*[work] * 4) == [None] * 4
    assert receipts() == 30
    assert set(Delivery.objects.values_list("status", "attempts")) == {(Status.DONE, 1)}


def test_deliver_all_raises_the_error_of_the_receiver(
    connect: Connect, failing_receivers: None
) -> None:
    connect(tea_sold, receivers.fail, DURABLE)
    receivers.errors.append(LookupError("the cause"))
    sell()
    with pytest.raises(ReceiverFailed, match=r"teashop\.fail") as raised:
        deliver_all()
    assert isinstance(raised.value.__cause__, LookupError)


@pytest.mark.usefixtures("failing_receivers")
def test_deliver_all_continues_if_failures_are_expected(connect: Connect) -> None:
    connect(tea_sold, receivers.misuse, DURABLE)
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    assert deliver_all(failures=True) == 2
    assert receipts() == 1
    assert "The kernel's message." in Delivery.objects.get(status="pending").last_error


def test_deliver_all_stops_endless_chains(connect: Connect) -> None:
    connect(tea_sold, receivers.sell_again, DURABLE)
    sell()
    with pytest.raises(AssertionError, match="cause each other"):
        deliver_all(limit=5)


def test_assert_published_returns_the_events() -> None:
    sell("assam")
    sell("sencha")
    assert [event.sku for event in assert_published(TeaSold, times=2)] == ["assam", "sencha"]
    with pytest.raises(AssertionError, match="Expected at least one ParcelSent, found 0"):
        assert_published(ParcelSent)
    with pytest.raises(AssertionError, match="Expected 1 TeaSold, found 2"):
        assert_published(TeaSold, times=1)
    with pytest.raises(EventError, match="pass the class of an event"):
        assert_published(type(tea_sold))


def test_metadata_in_a_worker_equals_that_of_the_event(connect: Connect) -> None:
    connect(tea_sold, receivers.remember, DURABLE)
    sell()
    deliver_all()
    ((event, metadata),) = receivers.received
    assert isinstance(metadata, EventMetadata)
    assert metadata == StoredEvent.objects.get().metadata()
    assert event == TeaSold(sku="assam")


def test_stopped_worker_does_not_release_a_lost_lease(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def lose_the_lease(metadata: EventMetadata) -> None:
        Delivery.objects.update(fencing_token=uuid4())
        raise KeyboardInterrupt

    connect(tea_sold, receivers.call_back, DURABLE, atomic=False)
    receivers.callbacks.append(lose_the_lease)
    sell()
    with pytest.raises(KeyboardInterrupt):
        deliver()
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == (Status.RUNNING, 1)
    assert "lost its lease" in caplog.text
