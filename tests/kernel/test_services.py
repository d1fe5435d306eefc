"""What staff may do: retry what failed, replay an event, prune what is long settled."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events import AFTER_COMMIT, DURABLE, services
from events.contract import EventError, Kind
from events.models import Delivery, Refusal, StoredEvent
from events.registry import registry
from events.selectors import failed_deliveries
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.factories import DeliveryFactory, RefusalFactory
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit

pytestmark = pytest.mark.django_db


def fail_for_good(connect: Connect, *streets: str) -> list[Delivery]:
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    for street in streets:
        mishaps.append(ValueError(street))
        light(street)
        deliver_all(failures=True)
    return list(Delivery.objects.filter(status="failed").order_by("id"))


# --- retry -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("failing_receivers")
def test_what_failed_can_be_tried_again_and_starts_over(connect: Connect) -> None:
    one, two = fail_for_good(connect, "One", "Two")
    assert services.retry_failed(Delivery.objects.filter(pk=one.pk)) == 1
    one.refresh_from_db()
    assert (one.status, one.attempts, one.finished_at) == ("pending", 0, None)
    assert len(one.failures) == 1
    two.refresh_from_db()
    assert two.status == "failed"

    assert deliver_all() == 1
    one.refresh_from_db()
    assert (one.status, one.attempts, one.last_error) == ("done", 1, "")


@pytest.mark.usefixtures("failing_receivers")
def test_everything_that_failed_can_be_tried_again_at_once(connect: Connect) -> None:
    fail_for_good(connect, "One", "Two")
    assert services.retry_failed() == 2
    assert services.retry_failed() == 0
    assert deliver_all() == 2


def test_only_failed_durable_deliveries_are_tried_again(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Done")
    deliver_all()
    light("Pending")
    light("After")
    Delivery.objects.filter(pk=Delivery.objects.latest("id").pk).update(
        kind=AFTER_COMMIT, status="failed"
    )
    assert services.retry_failed() == 0


@pytest.mark.usefixtures("failing_receivers")
def test_what_failed_is_listed_newest_first(
    connect: Connect, django_assert_num_queries: Any
) -> None:
    one, two = fail_for_good(connect, "One", "Two")
    with django_assert_num_queries(1):
        assert [row.entry.payload["street"] for row in failed_deliveries()] == ["Two", "One"]
    assert list(failed_deliveries()) == [two, one]


# --- replay ----------------------------------------------------------------------------------


def test_an_event_can_be_heard_again(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Encore")
    deliver_all()
    entry = StoredEvent.objects.get()
    delivery = services.replay_event(entry=entry, receiver="kernel.write_down")
    assert (delivery.status, delivery.attempts, delivery.finished_at) == ("pending", 0, None)
    deliver_all()
    first, second = notebook
    assert first.meta.event_id == second.meta.event_id
    assert Delivery.objects.count() == 1


def test_a_receiver_whose_effect_is_guarded_by_the_event_does_nothing_twice(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.engrave, DURABLE)
    light("Encore")
    deliver_all()
    services.replay_event(entry=StoredEvent.objects.get(), receiver="kernel.engrave")
    deliver_all()
    assert Delivery.objects.get().status == "done"
    assert receivers.engravings() == 1


@pytest.mark.usefixtures("failing_receivers")
def test_what_has_failed_can_be_replayed_and_its_attempt_is_kept_once(connect: Connect) -> None:
    (failed,) = fail_for_good(connect, "Broken Row")
    replayed = services.replay_event(entry=failed.entry, receiver="kernel.stumble")
    assert (replayed.status, len(replayed.failures)) == ("pending", 1)
    assert deliver_all() == 1


def test_a_new_receiver_can_hear_an_old_event(connect: Connect) -> None:
    light("Old News")
    connect(lamp_lit, receivers.write_down, DURABLE)
    services.replay_event(entry=StoredEvent.objects.get(), receiver="kernel.write_down")
    assert deliver_all() == 1
    assert len(notebook) == 1


def test_a_receiver_that_has_not_finished_is_not_disturbed(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Busy Street")
    entry = StoredEvent.objects.get()
    for status in ("pending", "running"):
        Delivery.objects.update(status=status)
        with pytest.raises(EventError, match="has not finished with this event yet"):
            services.replay_event(entry=entry, receiver="kernel.write_down")


@pytest.mark.parametrize("name", ["kernel.write_down", "kernel.whistle"])
def test_a_renamed_receiver_hears_an_event_again_under_either_name(
    connect: Connect, name: str
) -> None:
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("New Name")
    deliver_all()
    lamp_lit.disconnect(receivers.write_down)
    connect(lamp_lit, receivers.whistle, DURABLE, formerly="kernel.write_down")
    services.replay_event(entry=StoredEvent.objects.get(), receiver=name)
    assert Delivery.objects.count() == 1
    deliver_all()
    assert [note.receiver for note in notebook] == ["write_down", "whistle"]


def test_under_its_old_name_a_renamed_receiver_is_not_written_down_anew(connect: Connect) -> None:
    light("New Name")
    connect(lamp_lit, receivers.whistle, DURABLE, formerly="kernel.write_down")
    services.replay_event(entry=StoredEvent.objects.get(), receiver="kernel.write_down")
    assert Delivery.objects.get().receiver == "kernel.whistle"


@pytest.mark.parametrize("receiver", ["kernel.whistle", "kernel.nobody"])
def test_only_durable_receivers_hear_an_event_again(connect: Connect, receiver: str) -> None:
    connect(lamp_lit, receivers.whistle)
    light("In Person")
    with pytest.raises(EventError, match=f"{receiver} does not hear kernel.lamp_lit durably"):
        services.replay_event(entry=StoredEvent.objects.get(), receiver=receiver)


def test_the_command_replays(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Encore")
    deliver_all()
    said = io.StringIO()
    event_id = str(StoredEvent.objects.get().id)
    call_command("replay_event", event_id, "kernel.write_down", stdout=said)
    assert said.getvalue() == "kernel.write_down will hear kernel.lamp_lit again.\n"
    assert deliver_all() == 1
    with pytest.raises(CommandError, match=r"kernel.nobody does not hear"):
        call_command("replay_event", event_id, "kernel.nobody")
    with pytest.raises(CommandError, match="There is no event"):
        call_command("replay_event", str(uuid4()), "kernel.write_down")


# --- prune -----------------------------------------------------------------------------------


def lit_days_ago(days: int, *, status: str = "done", kind: Kind = DURABLE) -> StoredEvent:
    then = timezone.now() - timedelta(days=days)
    delivery = DeliveryFactory.create(entry__occurred_at=then, status=status, kind=kind)
    return delivery.entry


def test_old_events_are_forgotten_with_their_deliveries_unless_something_is_open() -> None:
    old = lit_days_ago(91)
    kept = [
        lit_days_ago(89),
        lit_days_ago(91, status="pending"),
        lit_days_ago(91, status="running"),
        lit_days_ago(91, status="failed"),
    ]
    said = io.StringIO()
    call_command("prune_events", stdout=said)
    assert said.getvalue() == "1 events deleted.\n"
    assert set(StoredEvent.objects.all()) == set(kept)
    assert not Delivery.objects.filter(entry=old).exists()


def test_more_than_one_step_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    kept = lit_days_ago(95, status="failed")
    for days in (96, 94, 93, 92, 91):
        lit_days_ago(days)
    assert services.prune(before=timezone.now() - timedelta(days=90)) == 5
    assert StoredEvent.objects.get() == kept


def test_what_failed_after_the_commit_keeps_no_event_alive() -> None:
    lit_days_ago(91, status="failed", kind=AFTER_COMMIT)
    assert services.prune(before=timezone.now() - timedelta(days=90)) == 1


def test_old_refusals_are_forgotten_too() -> None:
    RefusalFactory.create(occurred_at=timezone.now() - timedelta(days=8))
    new = RefusalFactory.create()
    call_command("prune_events", days=7, stdout=io.StringIO())
    assert Refusal.objects.get() == new


def test_the_kernel_prunes_its_own_ticks() -> None:
    subscription = registry.find("events.minute_passed", "events.prune_ticks")
    assert subscription is not None
    assert (subscription.kind, subscription.atomic, subscription.attempts) == (DURABLE, False, 1)
