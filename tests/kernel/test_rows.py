"""New rows: written as Django would write them, by fewer steps."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Delivery, StoredEvent
from events.rows import insert, insert_unless_there
from events.running import Run, timed
from tests.kernel.factories import DeliveryFactory, StoredEventFactory

pytestmark = pytest.mark.django_db


def values_of(row: StoredEvent) -> dict[str, Any]:
    return {**StoredEvent.objects.filter(pk=row.pk).values().get()}


def test_a_row_is_what_django_would_have_made_of_it() -> None:
    ours = StoredEventFactory.build(payload={"street": "Žižkov 🪔", "lamps": [1, None]}, origin="x")
    insert(ours)
    theirs = StoredEventFactory.create(
        **{name: value for name, value in values_of(ours).items() if name != "id"}
    )
    assert values_of(ours) | {"id": theirs.pk} == values_of(theirs)


def test_each_row_gets_the_id_that_the_database_makes() -> None:
    rows = [Group(name=name) for name in ("Bakers", "Coopers", "Dyers")]
    insert(*rows)
    assert {group.pk: group.name for group in Group.objects.all()} == {
        row.pk: row.name for row in rows
    }


def test_what_was_written_can_be_changed_and_saved() -> None:
    entry = StoredEventFactory.build()
    insert(entry)
    entry.published_by = "kernel.whistle"
    entry.save()
    assert StoredEvent.objects.get().published_by == "kernel.whistle"


def test_nothing_is_asked_for_no_rows() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert()
    assert len(asked) == 0


def test_many_rows_go_in_as_many_statements_as_it_takes() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert(*(Group(name=f"Guild {number}") for number in range(1001)))
    assert len(asked) == 3
    assert Group.objects.count() == 1001


# --- what the database fills in --------------------------------------------------------------


def test_a_default_of_the_databases_is_filled_in_there() -> None:
    entry = StoredEventFactory.create()
    names = ("kernel.whistle", "kernel.stumble")
    insert(*(Delivery(entry=entry, signal=entry.signal, receiver=name) for name in names))
    assert all(delivery.due_at for delivery in Delivery.objects.all())


def test_what_the_database_filled_in_is_read_when_it_is_asked_for(settings: Any) -> None:
    entry = StoredEventFactory.create()
    row = Delivery(entry=entry, signal=entry.signal, receiver="kernel.whistle")
    insert(row)
    assert row.get_deferred_fields() == {"due_at"}
    row.refresh_from_db()
    assert row.due_at == Delivery.objects.get().due_at


def test_a_default_is_left_to_the_database_in_all_rows_or_in_none() -> None:
    due = DeliveryFactory.build(entry=StoredEventFactory.create(), receiver="kernel.whistle")
    left = Delivery(entry=due.entry, signal=due.signal, receiver="kernel.stumble")
    with pytest.raises(ValueError, match="Set due_at in every row"):
        insert(due, left)
    assert not Delivery.objects.exists()


# --- what is there already -------------------------------------------------------------------


def test_a_row_that_cannot_be_breaks_the_transaction_as_any_other_would() -> None:
    insert(Group(name="Bakers"))

    def go_on() -> None:
        with transaction.atomic():
            with pytest.raises(IntegrityError):
                insert(Group(name="Bakers"))
            Group.objects.exists()

    with pytest.raises(TransactionManagementError):
        go_on()


def test_a_row_whose_key_is_taken_is_left_out_and_nothing_is_broken() -> None:
    assert insert_unless_there(Group(name="Bakers"))
    with transaction.atomic():
        assert not insert_unless_there(Group(name="Bakers"))
        assert Group.objects.get().name == "Bakers"


def test_the_demo_sees_which_row_was_left_out(settings: Any) -> None:
    settings.DEMO = True
    for left_out in (0, 1):
        run = Run(receiver="kernel.whistle", started_at=timezone.now())
        with timed(run):
            assert insert_unless_there(Group(name="Bakers")) is not bool(left_out)
        assert (run.statements, run.left_out) == (1, left_out)
