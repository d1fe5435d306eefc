"""Operations: one transaction, one correlation, one outcome; a refusal is kept, its work is not."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError

from events import AFTER_COMMIT, DURABLE, Refused, unit_of_work
from events.context import current_correlation
from events.models import Delivery, Refusal, StoredEvent
from events.operations import current_unit_of_work, run_again_on_deadlock
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import LampLit, TooDark, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def nothing_remains() -> bool:
    return not (Group.objects.exists() or StoredEvent.objects.exists() or Delivery.objects.exists())


# --- joining ---------------------------------------------------------------------------------


def test_an_operation_in_another_joins_it() -> None:
    with unit_of_work() as outer:
        with unit_of_work() as inner:
            assert inner is outer is current_unit_of_work()
        light("Inner Court")
        lamp_lit.publish(LampLit(street="Outer Court"))
    assert current_unit_of_work() is None
    assert len(set(StoredEvent.objects.values_list("operation", flat=True))) == 1


def test_joining_costs_no_savepoint(django_assert_num_queries: Any) -> None:
    with unit_of_work(), django_assert_num_queries(0), unit_of_work():
        pass


def test_the_correlation_is_inherited_given_or_begun() -> None:
    morning, evening = uuid4(), uuid4()
    assert current_correlation() is None
    with unit_of_work(correlation_id=morning):
        assert current_correlation() == morning
        with unit_of_work():
            assert current_correlation() == morning
        with unit_of_work(correlation_id=evening):
            assert current_correlation() == evening
        assert current_correlation() == morning
    with unit_of_work():
        begun = current_correlation()
    with unit_of_work():
        assert None is not begun != current_correlation()
    assert current_correlation() is None


# --- doom ------------------------------------------------------------------------------------


def light_and_swallow_the_refusal() -> None:
    with unit_of_work():
        with suppress(TooDark):
            light("Gloomy Gardens")
        Group.objects.filter(name="Somebody else").exists()


def light_and_swallow_it_quietly() -> None:
    with unit_of_work():
        Group.objects.create(name="Before")
        with suppress(TooDark):
            lamp_lit.publish(LampLit(street="Gloomy Gardens"))


def light_in_a_savepoint_of_ones_own() -> None:
    with unit_of_work():
        Group.objects.create(name="Before")
        try:
            with transaction.atomic():
                lamp_lit.publish(LampLit(street="Gloomy Gardens"))
        except TooDark:
            pass
        Group.objects.create(name="After")


@pytest.mark.parametrize(
    "service",
    [
        light_and_swallow_the_refusal,
        light_and_swallow_it_quietly,
        light_in_a_savepoint_of_ones_own,
    ],
)
def test_a_refusal_that_is_caught_too_early_dooms_the_whole_and_is_raised_at_the_end(
    connect: Connect, service: Callable[[], None]
) -> None:
    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark, match="Gloomy Gardens stays dark tonight"):
        service()
    assert nothing_remains()
    assert Refusal.objects.get().receiver == "kernel.refuse"


def test_after_a_refusal_the_database_says_at_once_that_it_is_over(connect: Connect) -> None:
    def go_on() -> None:
        with unit_of_work():
            with suppress(TooDark):
                lamp_lit.publish(LampLit(street="Gloomy Gardens"))
            with pytest.raises(TransactionManagementError):
                Group.objects.exists()

    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        go_on()


def test_an_operation_that_failed_inside_another_dooms_it() -> None:
    def catch_it() -> None:
        with unit_of_work():
            Group.objects.create(name="Doomed")
            try:
                with unit_of_work():
                    raise ValueError("inner")
            except ValueError:
                pass

    with pytest.raises(ValueError, match="inner"):
        catch_it()
    assert nothing_remains()
    assert not Refusal.objects.exists()


def test_the_first_failure_is_the_reason(connect: Connect) -> None:
    def fail_twice() -> None:
        with unit_of_work():
            try:
                light("Dim Drive")
            except TooDark:
                raise ValueError("the second") from None

    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        fail_twice()


def test_whoever_stops_the_process_is_not_talked_into_a_refusal(connect: Connect) -> None:
    def swallow_and_stop() -> None:
        with unit_of_work():
            try:
                light("Last Lane")
            except TooDark:
                raise KeyboardInterrupt from None

    connect(lamp_lit, receivers.refuse)
    with pytest.raises(KeyboardInterrupt):
        swallow_and_stop()
    assert nothing_remains()


class ClosedTonight(Refused):
    """What a service makes of a refusal, in its own words."""


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "outermost"])
def test_a_refusal_may_be_put_into_other_words(connect: Connect, joined: bool) -> None:
    def translate() -> None:
        with unit_of_work():
            try:
                light("Babel Street")
            except TooDark as dark:
                raise ClosedTonight("We are closed.") from dark

    def join() -> None:
        with unit_of_work():
            translate()

    connect(lamp_lit, receivers.refuse)
    with pytest.raises(ClosedTonight):
        (join if joined else translate)()
    refusal = Refusal.objects.get()
    assert (refusal.refused_with, refusal.reason) == ("ClosedTonight", "We are closed.")
    assert (refusal.signal, refusal.receiver) == ("kernel.lamp_lit", "kernel.refuse")


def test_nothing_that_was_published_remains_of_an_operation_that_failed(
    connect: Connect, django_capture_on_commit_callbacks: Any
) -> None:
    def fail_afterwards() -> None:
        with unit_of_work():
            light("Vanishing Point")
            raise ValueError("afterwards")

    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    connect(lamp_lit, receivers.whistle, DURABLE)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ValueError, match="afterwards"),
    ):
        fail_afterwards()
    assert nothing_remains()
    assert notebook == []


# --- refusals --------------------------------------------------------------------------------


def test_a_refusal_is_written_after_the_rollback(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down)
    connect(lamp_lit, receivers.refuse)
    evening = uuid4()
    with pytest.raises(TooDark):
        light("Dark Arches", correlation_id=evening)
    assert nothing_remains()
    refusal = Refusal.objects.get()
    assert (refusal.signal, refusal.receiver) == ("kernel.lamp_lit", "kernel.refuse")
    assert refusal.refused_with == "TooDark"
    assert refusal.reason == "Dark Arches stays dark tonight."
    assert refusal.payload == {"street": "Dark Arches"}
    assert refusal.correlation_id == evening
    assert refusal.duration_ms > 0
    assert [(o["receiver"], o["status"]) for o in refusal.outcomes] == [
        ("kernel.write_down", "done"),
        ("kernel.refuse", "failed"),
    ]
    assert refusal.app == "kernel"
    assert str(refusal) == "kernel.refuse refused kernel.lamp_lit: Dark Arches stays dark tonight."


def test_personal_data_of_what_was_refused_is_not_kept(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    connect(letter_posted, receivers.return_to_sender)
    with pytest.raises(TooDark):
        light("Privet Drive")
    refusal = Refusal.objects.get()
    assert (refusal.signal, refusal.receiver) == ("kernel.letter_posted", "kernel.return_to_sender")
    assert refusal.payload["addressee"] == "•••"
    assert refusal.payload["weight"] == 20


def test_a_refusal_keeps_the_correlation_of_the_event_that_was_refused(connect: Connect) -> None:
    def refuse_inside(correlation_id: UUID) -> None:
        with unit_of_work():
            light("Nested Close", correlation_id=correlation_id)

    connect(lamp_lit, receivers.refuse)
    order = uuid4()
    with pytest.raises(TooDark):
        refuse_inside(order)
    assert Refusal.objects.get().correlation_id == order


def test_a_service_may_refuse_by_itself() -> None:
    def refuse() -> None:
        with unit_of_work(correlation_id=UUID(int=7)):
            raise TooDark("No lamp at all.")

    with pytest.raises(TooDark):
        refuse()
    refusal = Refusal.objects.get()
    assert (refusal.signal, refusal.receiver, refusal.payload) == ("", "", {})
    assert (refusal.reason, refusal.correlation_id) == ("No lamp at all.", UUID(int=7))


def test_a_service_refuses_for_its_own_reason_although_a_receiver_would_refuse_too(
    connect: Connect,
) -> None:
    def refuse_twice() -> None:
        with unit_of_work():
            try:
                with unit_of_work():
                    raise TooDark("The service's own reason.")
            except TooDark:
                lamp_lit.publish(LampLit(street="Second Street"))

    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark, match="own reason"):
        refuse_twice()
    refusal = Refusal.objects.get()
    assert (refusal.receiver, refusal.reason) == ("", "The service's own reason.")


def _refusals_cannot_be_written(execute: Any, sql: str, *args: Any) -> Any:
    if 'INSERT INTO "events_refusal"' in sql:
        raise DatabaseError("no space left on device")
    return execute(sql, *args)


@pytest.mark.usefixtures("failing_receivers")
def test_a_refusal_that_cannot_be_written_is_logged(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    connect(lamp_lit, receivers.refuse)
    with connection.execute_wrapper(_refusals_cannot_be_written), pytest.raises(TooDark):
        light("Full House")
    assert "could not be recorded: Full House stays dark tonight." in caplog.text


@pytest.mark.postgres
@pytest.mark.usefixtures("failing_receivers")
def test_a_refusal_that_cannot_be_written_leaves_a_transaction_around_it_usable() -> None:
    long_name = type("Refused" * 20, (Refused,), {})  # longer than its column
    with transaction.atomic():
        with pytest.raises(Refused), unit_of_work():
            raise long_name("No.")
        Group.objects.create(name="Goes on")
    assert not Refusal.objects.exists()


def test_operations_inside_a_plain_transaction_are_undone_one_by_one(connect: Connect) -> None:
    with transaction.atomic():
        light("Kept Street")
        connect(lamp_lit, receivers.refuse)
        with pytest.raises(TooDark):
            light("Refused Street")
    assert Group.objects.get().name == "Keepers of Kept Street"
    assert StoredEvent.objects.get().payload == {"street": "Kept Street"}
    assert Refusal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_plain_transaction_that_fails_takes_its_operations_along(connect: Connect) -> None:
    def fail_around_it() -> None:
        with transaction.atomic():
            light("Outer Limits")
            raise ValueError("around it")

    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    connect(lamp_lit, receivers.whistle, DURABLE)
    with pytest.raises(ValueError, match="around it"):
        fail_around_it()
    assert nothing_remains()
    assert notebook == []


# --- deadlocks -------------------------------------------------------------------------------


class DeadlockDetected(Exception):
    sqlstate = "40P01"


class LockNotAvailable(Exception):
    sqlstate = "55P03"


def _database_says(error: Exception) -> OperationalError:
    said = OperationalError(type(error).__name__)
    said.__cause__ = error
    return said


@pytest.mark.parametrize("deadlocks", [0, 1, 2])
def test_a_deadlocked_operation_runs_again(connect: Connect, deadlocks: int) -> None:
    connect(lamp_lit, receivers.stumble)
    mishaps.extend(_database_says(DeadlockDetected()) for _ in range(deadlocks))

    def work() -> str:
        light("Crossing")
        return "lit"

    assert run_again_on_deadlock(work) == "lit"
    assert len(notebook) == deadlocks + 1
    assert StoredEvent.objects.count() == 1


def test_it_runs_again_twice_and_then_gives_up(connect: Connect) -> None:
    connect(lamp_lit, receivers.stumble)
    mishaps.extend(_database_says(DeadlockDetected()) for _ in range(9))
    with pytest.raises(OperationalError, match="DeadlockDetected"):
        run_again_on_deadlock(lambda: light("Crossing"))
    assert len(notebook) == 3


@pytest.mark.parametrize(
    "error", [_database_says(LockNotAvailable()), OperationalError("disk full"), ValueError("no")]
)
def test_other_errors_are_raised_at_once(connect: Connect, error: Exception) -> None:
    connect(lamp_lit, receivers.stumble)
    mishaps.append(error)
    with pytest.raises(type(error)):
        run_again_on_deadlock(lambda: light("Crossing"))
    assert len(notebook) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_that_wait_for_each_other_both_succeed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "events")
    left, right = (Group.objects.create(name=name) for name in ("left", "right"))
    both_hold_one = threading.Barrier(2, timeout=10)
    succeeded: list[str] = []

    def cross(first: Group, second: Group, *, who: str) -> None:
        tries: list[int] = []

        def work() -> None:
            tries.append(1)
            with unit_of_work():
                Group.objects.filter(pk=first.pk).update(name=f"{first.name} {who}")
                if len(tries) == 1:
                    both_hold_one.wait()
                Group.objects.filter(pk=second.pk).update(name=f"{second.name} {who}")
                lamp_lit.publish(LampLit(street=who))

        try:
            run_again_on_deadlock(work)
            succeeded.append(who)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=cross, args=(left, right), kwargs={"who": "eastward"}),
        threading.Thread(target=cross, args=(right, left), kwargs={"who": "westward"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(succeeded) == ["eastward", "westward"]
    assert StoredEvent.objects.count() == 2
    assert "Running an operation again after deadlock detected" in caplog.text
