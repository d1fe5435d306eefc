"""Publishing: an event is written with everything that heard it, or nothing happened at all."""

import contextvars
import itertools
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events import AFTER_COMMIT, DURABLE, unit_of_work
from events.contract import EventError, NoUnitOfWork, TooDeep, Undeliverable
from events.models import Delivery, StoredEvent
from events.payloads import encode
from events.publishing import MAX_DEPTH
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps, notebook
from tests.kernel.services import light
from tests.kernel.signals import LampLit, LetterPosted, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def a_letter(**changes: Any) -> LetterPosted:
    values: dict[str, Any] = {
        "letter_id": uuid4(),
        "addressee": "Ada at the Mill",
        "stamps": (Decimal("0.85"), Decimal("1.60")),
        "posted_at": datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC),
        "weight": None,
    }
    return LetterPosted(**values | changes)


# --- inside an operation -------------------------------------------------------------------


def test_an_event_needs_an_operation() -> None:
    with pytest.raises(NoUnitOfWork, match=r"kernel.lamp_lit .* `with operation\(...\):`"):
        lamp_lit.publish(LampLit(street="Open Field"))


def test_a_transaction_is_no_operation() -> None:
    with transaction.atomic(), pytest.raises(NoUnitOfWork):
        lamp_lit.publish(LampLit(street="Atom Alley"))


def test_an_operation_is_over_when_it_is_left() -> None:
    with unit_of_work():
        pass
    with pytest.raises(NoUnitOfWork):
        lamp_lit.publish(LampLit(street="Too Late Terrace"))


def test_an_operation_belongs_to_the_thread_that_opened_its_transaction() -> None:
    refused: list[NoUnitOfWork] = []

    def publish_elsewhere() -> None:
        try:
            lamp_lit.publish(LampLit(street="Other Side"))
        except NoUnitOfWork as error:
            refused.append(error)
        finally:
            connection.close()

    with unit_of_work():
        elsewhere = contextvars.copy_context()
        thread = threading.Thread(target=elsewhere.run, args=(publish_elsewhere,))
        thread.start()
        thread.join()
    assert len(refused) == 1


@pytest.mark.django_db(transaction=True)
def test_an_operation_in_a_thread_with_a_copied_context_is_one_of_its_own() -> None:
    """As with `asyncio.to_thread`: it may end long after the operation that it was copied in."""
    go = threading.Event()

    def light_elsewhere() -> None:
        go.wait(10)
        try:
            light("Elsewhere")
        finally:
            connection.close()

    with unit_of_work():
        elsewhere = contextvars.copy_context()
        thread = threading.Thread(target=elsewhere.run, args=(light_elsewhere,))
        thread.start()
    go.set()
    thread.join()
    assert StoredEvent.objects.get().payload == {"street": "Elsewhere"}


def test_only_the_declared_class_may_be_published() -> None:
    letter: Any = a_letter()
    with (
        pytest.raises(EventError, match=r"kernel.lamp_lit carries LampLit, not LetterPosted"),
        unit_of_work(),
    ):
        lamp_lit.publish(letter)


# --- values ----------------------------------------------------------------------------------


def test_every_declared_value_comes_back_as_it_was() -> None:
    letter = a_letter(
        addressee="Žofia “Zip” O'Hara <zip@example.com> 🪔",
        stamps=(Decimal("0.10"), Decimal("-0"), Decimal("1E+3")),
        posted_at=datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=timezone(timedelta(hours=5.5))),
        weight=2**70,
    )
    with unit_of_work():
        letter_posted.publish(letter)
    entry = StoredEvent.objects.get()
    assert letter_posted.read(entry.payload, version=entry.version) == letter


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"posted_at": datetime(2026, 2, 3)}, r"posted_at is a naive datetime; use .*now\(\)"),  # noqa: DTZ001
        ({"stamps": (0.85,)}, "cannot be read back"),
        ({"stamps": [Decimal("0.85")]}, "cannot be read back|changes on its way"),
        ({"stamps": (Decimal("NaN"),)}, "cannot be read back|changes on its way"),
        ({"weight": "20"}, "cannot be read back"),
        ({"weight": 20.5}, "cannot be read back"),
        ({"letter_id": "no uuid"}, "cannot be read back"),
        ({"letter_id": str(UUID(int=7))}, "cannot be read back|changes on its way"),
        ({"addressee": None}, "cannot be read back"),
        ({"addressee": object()}, "cannot be read back"),
        ({"addressee": "\ud800"}, "cannot be read back"),
    ],
    # Names that every process of the test run gives alike.
    ids=map(str, itertools.count()),
)
def test_a_value_that_would_not_come_back_is_never_written(
    connect: Connect, wrong: dict[str, Any], reason: str
) -> None:
    connect(letter_posted, receivers.write_down)
    with pytest.raises(Undeliverable, match=f"LetterPosted.*(?:{reason})"), unit_of_work():
        letter_posted.publish(a_letter(**wrong))
    assert notebook == []
    assert not StoredEvent.objects.exists()


def test_what_is_read_has_the_declared_fields_and_no_other() -> None:
    stored = {"street": "Long Row", "lamps": 3}
    with pytest.raises(Undeliverable, match=r"(?s)LampLit cannot be read: .*lamps"):
        lamp_lit.read(stored, version=1)
    with pytest.raises(Undeliverable, match="street"):
        lamp_lit.read({}, version=1)


def test_what_is_read_is_not_bent_to_fit() -> None:
    stored = encode(a_letter(weight=20)) | {"weight": "20"}
    with pytest.raises(Undeliverable, match="weight"):
        letter_posted.read(stored, version=1)


# --- what is written -------------------------------------------------------------------------


@pytest.mark.parametrize("durable", [1, 2, 3])
@pytest.mark.parametrize("events", [1, 2, 3])
def test_two_inserts_however_many_events_and_receivers(
    connect: Connect, durable: int, events: int
) -> None:
    for receiver in (receivers.write_down, receivers.whistle, receivers.stumble)[:durable]:
        connect(lamp_lit, receiver, DURABLE)
    with CaptureQueriesContext(connection) as asked, unit_of_work():
        for number in range(events):
            lamp_lit.publish(LampLit(street=f"{number} Two Ways"))
    assert written(asked) == ["events_storedevent", "events_delivery"]
    assert StoredEvent.objects.count() == events
    assert Delivery.objects.filter(status="pending").count() == durable * events


def test_one_insert_where_nothing_is_durable(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down)
    connect(lamp_lit, receivers.whistle, AFTER_COMMIT)
    with CaptureQueriesContext(connection) as asked, unit_of_work():
        lamp_lit.publish(LampLit(street="One Way"))
    assert written(asked) == ["events_storedevent"]


def written(asked: CaptureQueriesContext) -> list[str]:
    """The tables into which rows were put, statement by statement."""
    put = [query["sql"].split()[2] for query in asked if query["sql"].startswith("INSERT INTO")]
    return [table.strip('"') for table in put]


def test_the_journal_keeps_what_happened_when_and_to_whom(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down)
    connect(lamp_lit, receivers.stumble)
    connect(lamp_lit, receivers.whistle, AFTER_COMMIT)
    evening = uuid4()
    with unit_of_work(correlation_id=evening):
        assert lamp_lit.publish(LampLit(street="Baker Row"))
    entry = StoredEvent.objects.get()
    heard = notebook[0].meta
    assert (entry.id, entry.signal, entry.version) == (heard.event_id, "kernel.lamp_lit", 1)
    assert entry.payload == {"street": "Baker Row"}
    assert entry.occurred_at == heard.occurred_at
    assert entry.correlation_id == heard.correlation_id == evening
    assert (entry.causation_id, entry.depth, entry.published_by) == (None, 0, "")
    assert entry.after_commit == ["kernel.whistle"]
    assert [outcome["receiver"] for outcome in entry.outcomes] == [
        "kernel.write_down",
        "kernel.stumble",
    ]
    for outcome in entry.outcomes:
        assert (outcome["status"], outcome["error"]) == ("done", "")
        assert outcome["duration_ms"] > 0
        assert outcome["statements"] is None
        assert datetime.fromisoformat(outcome["started_at"]) >= entry.occurred_at
    assert str(entry).startswith("kernel.lamp_lit at 20")


def test_the_demo_counts_what_a_receiver_asks_of_the_database(
    connect: Connect, settings: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.write_down)
    connect(lamp_lit, receivers.found_a_guild)
    with unit_of_work():
        lamp_lit.publish(LampLit(street="Counting House"))
    outcomes = StoredEvent.objects.get().outcomes
    assert [outcome["statements"] for outcome in outcomes] == [0, 1]


# --- savepoints ------------------------------------------------------------------------------


def light_and_change_ones_mind(street: str) -> None:
    """In a savepoint of one's own, as a service may that tries something out."""
    with suppress(ValueError), transaction.atomic():
        lamp_lit.publish(LampLit(street=street))
        raise ValueError("on second thoughts")


def test_an_event_goes_with_the_savepoint_that_it_was_published_in(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with unit_of_work():
        lamp_lit.publish(LampLit(street="Before"))
        light_and_change_ones_mind("Never Mind")
        with transaction.atomic(), unit_of_work():
            lamp_lit.publish(LampLit(street="Inside"))
        lamp_lit.publish(LampLit(street="After"))
    kept = [entry.payload["street"] for entry in StoredEvent.objects.order_by("id")]
    assert kept == ["Before", "Inside", "After"]
    assert Delivery.objects.count() == 3


def test_an_event_goes_with_a_savepoint_that_was_made_by_hand(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    with unit_of_work():
        savepoint = transaction.savepoint_create()
        lamp_lit.publish(LampLit(street="Tried out"))
        transaction.savepoint_rollback(savepoint)
    assert not StoredEvent.objects.exists()
    assert not Delivery.objects.exists()


def test_what_is_published_before_a_savepoint_stays_when_that_is_rolled_back() -> None:
    def light_before_and_inside() -> None:
        with unit_of_work():
            lamp_lit.publish(LampLit(street="Before"))
            light_and_change_ones_mind("Never Mind")

    with transaction.atomic():  # a plain one, in which the operation is a savepoint itself
        light_before_and_inside()
    assert [entry.payload["street"] for entry in StoredEvent.objects.all()] == ["Before"]


# --- receivers in the transaction ------------------------------------------------------------


@pytest.mark.parametrize(
    "order",
    list(itertools.permutations([receivers.write_down, receivers.whistle, receivers.stumble])),
    ids=lambda order: ", ".join(receiver.__name__ for receiver in order),
)
def test_no_receiver_relies_on_another(
    connect: Connect, order: tuple[Callable[..., None], ...]
) -> None:
    for receiver in order:
        connect(lamp_lit, receiver)
    with unit_of_work():
        lamp_lit.publish(LampLit(street="Any Order"))
    assert sorted(note.receiver for note in notebook) == ["stumble", "whistle", "write_down"]
    assert len({note.event for note in notebook}) == 1


def test_a_failing_receiver_takes_the_whole_operation_back(connect: Connect) -> None:
    mishaps.append(RuntimeError("stumbled"))
    connect(lamp_lit, receivers.found_a_guild)
    connect(lamp_lit, receivers.stumble)
    connect(lamp_lit, receivers.whistle, DURABLE)
    with pytest.raises(RuntimeError, match="stumbled"):
        light("Slippery Steps")
    assert not Group.objects.exists()
    assert not StoredEvent.objects.exists()
    assert not Delivery.objects.exists()


# --- events that cause events ----------------------------------------------------------------


def test_an_event_names_the_one_that_caused_it(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    connect(letter_posted, receivers.write_down)
    morning = uuid4()
    with unit_of_work(correlation_id=morning):
        lamp_lit.publish(LampLit(street="Post Road"))
    cause = StoredEvent.objects.get(signal="kernel.lamp_lit")
    caused = StoredEvent.objects.get(signal="kernel.letter_posted")
    assert caused.causation_id == cause.id == notebook[0].meta.causation_id
    assert caused.published_by == "kernel.post_a_letter"
    assert (cause.depth, caused.depth) == (0, 1)
    assert cause.correlation_id == caused.correlation_id == morning
    assert cause.unit_of_work == caused.unit_of_work
    assert cause.id < caused.id


def test_what_is_published_after_a_receiver_ran_is_not_its_doing(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    with unit_of_work():
        lamp_lit.publish(LampLit(street="First"))
        letter_posted.publish(a_letter(addressee="after"))
    own = next(e for e in StoredEvent.objects.all() if e.payload.get("addressee") == "after")
    assert (own.causation_id, own.depth, own.published_by) == (None, 0, "")


def test_events_that_cause_one_another_without_end_are_stopped_and_named(connect: Connect) -> None:
    connect(lamp_lit, receivers.light_the_next)
    chain = " → ".join(["kernel.lamp_lit"] * (MAX_DEPTH + 2))
    with pytest.raises(TooDeep, match=rf"without an end: {chain}\."), unit_of_work():
        lamp_lit.publish(LampLit(street="Endless Mews"))
    assert not StoredEvent.objects.exists()


def test_a_chain_as_long_as_the_limit_is_delivered(connect: Connect) -> None:
    connect(lamp_lit, receivers.light_sixteen)
    with unit_of_work():
        lamp_lit.publish(LampLit(street=""))
    depths = StoredEvent.objects.order_by("id").values_list("depth", flat=True)
    assert list(depths) == list(range(MAX_DEPTH + 1))


# --- once for all processes ------------------------------------------------------------------


def test_a_dedupe_key_is_used_once(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    with unit_of_work():
        assert lamp_lit.publish(LampLit(street="Once"), dedupe_key="tonight")
    with unit_of_work():
        assert not lamp_lit.publish(LampLit(street="Twice"), dedupe_key="tonight")
    assert StoredEvent.objects.get().payload == {"street": "Once"}
    assert Delivery.objects.count() == 1


def test_of_two_repeats_in_one_operation_a_receiver_gets_the_first(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    with unit_of_work():
        for hour in ("eight", "nine"):
            assert lamp_lit.publish(LampLit(street=f"Every hour: {hour}"), dedupe_key=hour)
    assert Delivery.objects.get().entry.payload == {"street": "Every hour: eight"}


def test_a_repeat_that_was_rolled_back_keeps_no_receiver_from_the_next(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    with unit_of_work():
        with suppress(ValueError), transaction.atomic():
            lamp_lit.publish(LampLit(street="Every hour: eight"), dedupe_key="eight")
            raise ValueError("on second thoughts")
        lamp_lit.publish(LampLit(street="Every hour: nine"), dedupe_key="nine")
    assert Delivery.objects.get().entry.payload == {"street": "Every hour: nine"}


def test_a_dedupe_key_and_receivers_in_the_transaction_do_not_go_together(
    connect: Connect,
) -> None:
    connect(lamp_lit, receivers.write_down)
    with pytest.raises(EventError, match="in the transaction"), unit_of_work():
        lamp_lit.publish(LampLit(street="Neither Nor"), dedupe_key="tonight")
    assert notebook == []


def test_ids_of_one_process_are_in_the_order_of_publishing() -> None:
    with unit_of_work():
        for number in range(20):
            lamp_lit.publish(LampLit(street=str(number)))
    streets = [entry.payload["street"] for entry in StoredEvent.objects.order_by("id")]
    assert streets == [str(number) for number in range(20)]
    assert all(isinstance(entry.id, UUID) for entry in StoredEvent.objects.all())
