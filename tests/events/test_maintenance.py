"""Retry, replay, prune, erase; alarms and their command."""

from datetime import timedelta
from io import StringIO
from unittest.mock import Mock
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from events.api import DURABLE, unit_of_work
from events.delivery import alarms, maintenance
from events.delivery.clock import tick
from events.models import ClockState, Delivery, Refusal, Status, StoredEvent, lowest_id
from events.payload import MASK
from events.receivers import prune_event_log
from events.signals import MinutePassed, minute_passed
from events.testing import deliver_all, let_time_pass
from events.types import EventError
from tests.events.conftest import Connect
from tests.events.factories import DeliveryFactory, RefusalFactory, StoredEventFactory
from tests.events.teashop import receivers
from tests.events.teashop.receivers import receipts, sell
from tests.events.teashop.signals import parcel_sent, tea_sold
from tests.events.test_payload import PARCEL

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=100)


def old_event(**fields: object) -> StoredEvent:
    """Return a stored event of 100 days ago, with an id of that time."""
    number = StoredEvent.objects.count()
    return StoredEventFactory.create(
        id=UUID(int=lowest_id(LONG_AGO).int + number), occurred_at=LONG_AGO, **fields
    )


@pytest.mark.usefixtures("failing_receivers")
def test_failed_delivery_can_be_retried(connect: Connect) -> None:
    connect(tea_sold, receivers.fail, DURABLE, attempts=1)
    receivers.errors.append(LookupError())
    sell()
    deliver_all(failures=True)
    assert maintenance.retry_failed() == 1
    deliver_all()
    row = Delivery.objects.get()
    assert (row.status, row.attempts, len(row.failures)) == (Status.DONE, 1, 1)
    assert maintenance.retry_failed() == 0


def test_replayed_event_is_received_again(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    deliver_all()
    stored = StoredEvent.objects.get()
    call_command("events_replay", str(stored.pk), "teashop.write_receipt", stdout=StringIO())
    with pytest.raises(EventError, match="has not finished"):
        maintenance.replay_event(stored=stored, receiver="teashop.write_receipt")
    deliver_all()
    assert receipts() == 2
    assert Delivery.objects.get().failures[0]["outcome"] == "done"


def test_new_receiver_can_get_an_old_event(connect: Connect) -> None:
    sell()
    connect(tea_sold, receivers.write_receipt, DURABLE, queue="labels")
    maintenance.replay_event(stored=StoredEvent.objects.get(), receiver="teashop.write_receipt")
    assert Delivery.objects.get().queue == "labels"
    deliver_all()
    assert receipts() == 1


def test_replay_names_the_mistake() -> None:
    stored = StoredEventFactory.create(signal=tea_sold.name)
    with pytest.raises(CommandError, match="is not a durable receiver"):
        call_command("events_replay", str(stored.pk), "teashop.remember")
    with pytest.raises(CommandError, match="contains no event"):
        call_command("events_replay", str(uuid4()), "teashop.remember")


def test_prune_keeps_what_is_not_settled() -> None:
    done, failed = old_event(), old_event()
    DeliveryFactory.create(event=done, done=True)
    DeliveryFactory.create(event=failed, status=Status.FAILED)
    recent = StoredEventFactory.create()
    RefusalFactory.create(id=lowest_id(LONG_AGO), occurred_at=LONG_AGO)
    out = StringIO()
    call_command("events_prune", stdout=out)
    assert out.getvalue() == "1 events deleted.\n"
    assert set(StoredEvent.objects.values_list("pk", flat=True)) == {failed.pk, recent.pk}
    assert not Refusal.objects.exists()


@pytest.mark.parametrize("days", ["-1", "999999999"])
def test_prune_refuses_days_that_cannot_be_meant(days: str) -> None:
    with pytest.raises(CommandError, match="between 0 and 36500"):
        call_command("events_prune", "--days", days)


def test_prune_keeps_what_the_setting_keeps(settings: Settings) -> None:
    old_event()
    settings.EVENTS_RETENTION_DAYS = 0
    with pytest.raises(CommandError, match="keeps events for ever"):
        call_command("events_prune")
    settings.EVENTS_RETENTION_DAYS = 365
    out = StringIO()
    call_command("events_prune", stdout=out)
    assert out.getvalue() == "0 events deleted.\n"


def test_clock_prunes_by_the_retention_setting(no_clock_receivers: None, connect: Connect) -> None:
    connect(minute_passed, prune_event_log, DURABLE, attempts=1, atomic=False)
    old_event()
    recent = StoredEventFactory.create()
    tick()
    deliver_all()
    assert set(StoredEvent.objects.exclude(signal=minute_passed.name)) == {recent}


def test_erased_events_mask_personal_fields() -> None:
    mine, others = uuid4(), uuid4()
    for correlation_id in (mine, others):
        with unit_of_work(correlation_id=correlation_id):
            parcel_sent.publish(PARCEL)
    assert maintenance.erase_personal_data(correlation_ids=[mine]) == 1
    assert maintenance.erase_personal_data(correlation_ids=[mine]) == 0
    payload = StoredEvent.objects.get(correlation_id=mine).payload
    assert (payload["recipient"], payload["grams"]) == (MASK, None)
    assert StoredEvent.objects.get(correlation_id=others).payload["recipient"] == PARCEL.recipient


def alarm_names() -> list[str]:
    return [alarm.name for alarm in alarms.alarms()]


def test_healthy_shop_has_no_alarm(connect: Connect, no_clock_receivers: None) -> None:
    tick()
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    out = StringIO()
    call_command("events_alarms", stdout=out)
    assert "Deliveries: 1 pending, 0 running." in out.getvalue()


def test_alarms_name_their_condition(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    let_time_pass(timedelta(minutes=6))
    DeliveryFactory.create(status=Status.FAILED)
    DeliveryFactory.create(attempts=5)
    StoredEventFactory.create(signal="teashop.removed")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("events_alarms", stdout=out)
    for alarm in (
        "late: a delivery",
        "clock: no worker",
        "failed: 1 delivery",
        "failing: 1 delivery",
        "unknown signal: teashop.removed",
    ):
        assert alarm in out.getvalue()


@pytest.mark.parametrize("late", ["-1", "99999999999999"])
def test_alarms_refuse_a_delay_that_cannot_be_meant(late: str) -> None:
    with pytest.raises(CommandError, match="--late must be between"):
        call_command("events_alarms", "--late", late)


def test_alarms_without_a_database_are_one_line() -> None:
    failure = Mock(side_effect=OperationalError("no answer"))
    with (
        connection.execute_wrapper(failure),
        pytest.raises(CommandError, match="The database failed: OperationalError"),
    ):
        call_command("events_alarms")


def test_retry_of_many_deliveries_goes_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "BATCH", 2)
    event = StoredEventFactory.create()
    for number in range(5):
        DeliveryFactory.create(event=event, receiver=f"teashop.{number}", status=Status.FAILED)
    assert maintenance.retry_failed() == 5
    assert not Delivery.objects.failed().exists()


def test_late_queues_are_named(connect: Connect, no_clock_receivers: None) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    connect(tea_sold, receivers.write_label, DURABLE, queue="labels")
    tick()
    sell()
    let_time_pass(timedelta(minutes=6))
    tick()
    Delivery.objects.filter(queue="labels").update(queue="old")
    messages = " ".join(alarm.message for alarm in alarms.alarms())
    assert "the queue default has been due for 36" in messages
    assert "the queue old has been due for 36" in messages


def test_stopped_clock_is_an_alarm() -> None:
    tick(timezone.now() - timedelta(minutes=10))
    assert "clock" in alarm_names()
    tick()
    assert "clock" not in alarm_names()


def test_clock_that_was_ahead_is_an_alarm() -> None:
    tick(timezone.now() + timedelta(minutes=10))
    assert "clock" in alarm_names()
    assert any("ahead" in alarm.message for alarm in alarms.alarms())


def test_wrong_clock_of_a_process_is_no_alarm(
    connect: Connect, no_clock_receivers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick()
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    ahead = timezone.now() + timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    assert alarm_names() == []


def test_unknown_receiver_is_an_alarm(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    assert "unknown receiver" not in alarm_names()
    Delivery.objects.update(receiver="teashop.removed")
    assert "unknown receiver" in alarm_names()


def test_quiet_receiver_is_an_alarm(connect: Connect) -> None:
    old_event(signal=tea_sold.name)
    sell()
    connect(tea_sold, receivers.write_receipt, DURABLE)
    assert "quiet receiver" in alarm_names()
    sell()
    assert "quiet receiver" not in alarm_names()


def test_failed_delivery_can_be_replayed(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    Delivery.objects.update(status=Status.FAILED)
    maintenance.replay_event(stored=StoredEvent.objects.get(), receiver="teashop.write_receipt")
    deliver_all()
    assert receipts() == 1
    assert Delivery.objects.get().failures == []


def test_retention_of_zero_keeps_all_events(settings: Settings) -> None:
    settings.EVENTS_RETENTION_DAYS = 0
    kept = old_event(signal=tea_sold.name)
    prune_event_log(event=MinutePassed(minute=timezone.now()))
    assert StoredEvent.objects.filter(pk=kept.pk).exists()


def test_clock_shows_its_last_minute() -> None:
    tick(NOW)
    assert str(ClockState.objects.get()) == f"{NOW:%Y-%m-%d %H:%M}"
