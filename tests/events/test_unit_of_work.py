"""The unit of work: one transaction, joined by nested units, doomed by any failure."""

from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction

from events.api import unit_of_work
from events.context import bind, current
from events.models import Refusal, StoredEvent
from events.types import NoUnitOfWork
from events.unit_of_work import UnitOfWork, current_unit_of_work
from tests.events.conftest import Connect
from tests.events.teashop.receivers import sell
from tests.events.teashop.signals import SoldOut, TeaSold, tea_sold

pytestmark = pytest.mark.django_db(transaction=True)


def refuse(*, event: TeaSold, **kwargs: object) -> None:
    raise SoldOut(f"The {event.sku} is sold out.")


def test_correlation_id_is_set_inherited_or_assigned() -> None:
    given = uuid4()
    with unit_of_work(correlation_id=given), unit_of_work():
        assert current().correlation_id == given
    with bind(correlation_id=given), unit_of_work():
        assert current().correlation_id == given
    with unit_of_work():
        assert isinstance(current().correlation_id, UUID)
    assert current().correlation_id is None


def test_nested_unit_joins_the_outer_one() -> None:
    with unit_of_work() as outer, unit_of_work() as inner:
        assert inner is outer
        assert current_unit_of_work() is outer
    assert current_unit_of_work() is None


def test_caught_failure_of_a_nested_unit_dooms_the_outer() -> None:
    with pytest.raises(LookupError), unit_of_work():
        Group.objects.create(name="Outer")
        with suppress(LookupError), unit_of_work():
            raise LookupError
    assert not Group.objects.filter(name="Outer").exists()


def test_rolled_back_unit_stores_no_event() -> None:
    with pytest.raises(LookupError), unit_of_work():
        tea_sold.publish(TeaSold(sku="assam"))
        raise LookupError
    assert not StoredEvent.objects.exists()


def test_refusal_is_stored_after_the_rollback(connect: Connect) -> None:
    connect(tea_sold, refuse)
    correlation_id = uuid4()
    with pytest.raises(SoldOut), unit_of_work(correlation_id=correlation_id):
        Group.objects.create(name="Sale")
        tea_sold.publish(TeaSold(sku="assam"))
    assert not Group.objects.filter(name="Sale").exists()
    refusal = Refusal.objects.get()
    assert refusal.correlation_id == correlation_id
    assert (refusal.signal, refusal.receiver) == ("teashop.tea_sold", "tests.refuse")
    assert (refusal.refused_with, refusal.reason) == ("SoldOut", "The assam is sold out.")
    assert refusal.payload == {"sku": "assam"}
    assert refusal.receiver_runs[0]["status"] == "failed"
    assert refusal.duration_ms > 0


def test_refusal_of_the_service_itself_is_stored() -> None:
    with pytest.raises(SoldOut), unit_of_work():
        raise SoldOut("The shop is closed.")
    refusal = Refusal.objects.get()
    assert (refusal.signal, refusal.receiver, refusal.reason) == ("", "", "The shop is closed.")


def test_refusal_caught_too_early_is_raised_at_the_end(connect: Connect) -> None:
    connect(tea_sold, refuse)
    with pytest.raises(SoldOut), unit_of_work(), suppress(SoldOut):
        tea_sold.publish(TeaSold(sku="assam"))
    assert Refusal.objects.count() == 1


def test_refusal_may_be_translated(connect: Connect) -> None:
    connect(tea_sold, refuse)
    with pytest.raises(SoldOut, match="Try again"), unit_of_work():
        try:
            tea_sold.publish(TeaSold(sku="assam"))
        except SoldOut as refused:
            raise SoldOut("Try again tomorrow.") from refused
    assert Refusal.objects.get().reason == "Try again tomorrow."


def test_another_exception_stores_no_refusal() -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        _ = 1 / 0
    assert not Refusal.objects.exists()


def test_swallowed_error_of_a_receiver_dooms_the_unit(connect: Connect) -> None:
    def break_down(*, event: TeaSold, **kwargs: object) -> None:
        raise LookupError

    connect(tea_sold, break_down)
    with pytest.raises(LookupError), unit_of_work(), suppress(LookupError):
        tea_sold.publish(TeaSold(sku="assam"))
    assert not StoredEvent.objects.exists()


def test_publishing_outside_a_unit_names_the_fix() -> None:
    with pytest.raises(NoUnitOfWork, match="with unit_of_work"):
        tea_sold.publish(TeaSold(sku="assam"))
    with pytest.raises(NoUnitOfWork), transaction.atomic():
        tea_sold.publish(TeaSold(sku="assam"))


def test_unit_belongs_to_the_thread_that_opened_it() -> None:
    seen: list[UnitOfWork | None] = []

    def look() -> None:
        seen.append(current_unit_of_work())
        connection.close()

    with unit_of_work():
        thread = Thread(target=copy_context().run, args=(look,))
        thread.start()
        thread.join()
    assert seen == [None]


def test_event_in_a_rolled_back_savepoint_is_not_stored() -> None:
    with unit_of_work():
        with suppress(LookupError), transaction.atomic():
            tea_sold.publish(TeaSold(sku="assam"))
            raise LookupError
        tea_sold.publish(TeaSold(sku="sencha"))
    assert StoredEvent.objects.get().payload == {"sku": "sencha"}


@pytest.mark.usefixtures("failing_receivers")
def test_refusal_that_cannot_be_stored_is_logged(
    connect: Connect, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(self: Refusal, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(Refusal, "save", save)
    connect(tea_sold, refuse)
    with pytest.raises(SoldOut):
        sell()
    assert "A refusal could not be stored: OperationalError" in caplog.text
