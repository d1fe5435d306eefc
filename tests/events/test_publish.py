"""Publishing: what is stored, what receivers get, and what follows the commit."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from events.api import AFTER_COMMIT, DURABLE, EventMetadata, unit_of_work
from events.context import bind, current
from events.models import Delivery, Refusal, StoredEvent
from events.types import ChainTooDeep, EventError
from tests.events.conftest import Connect
from tests.events.teashop import receivers
from tests.events.teashop.receivers import sell
from tests.events.teashop.signals import (
    GiftIdeas,
    ParcelSent,
    SoldOut,
    TeaSold,
    gift_ideas,
    parcel_sent,
    tea_sold,
)
from tests.events.test_payload import PARCEL

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "ada@example.com"


def test_stored_event_describes_the_work(connect: Connect) -> None:
    connect(tea_sold, receivers.remember)
    correlation_id = uuid4()
    with (
        bind(request_id="request-1", actor=lambda: "42"),
        unit_of_work(correlation_id=correlation_id) as work,
    ):
        tea_sold.publish(TeaSold(sku="assam"))
    stored = StoredEvent.objects.get()
    assert stored.signal == "teashop.tea_sold"
    assert stored.payload == {"sku": "assam"}
    assert (stored.correlation_id, stored.unit_of_work) == (correlation_id, work.id)
    assert (stored.request_id, stored.actor, stored.causation_id) == ("request-1", "42", None)
    (run,) = stored.receiver_runs
    assert (run["receiver"], run["status"], run["error"]) == ("teashop.remember", "done", "")
    ((event, metadata),) = receivers.received
    assert event == TeaSold(sku="assam")
    assert metadata == stored.metadata()


def test_event_caused_by_a_receiver_names_its_cause(connect: Connect) -> None:
    def send_parcel(*, event: TeaSold, **kwargs: object) -> None:
        with unit_of_work():
            parcel_sent.publish(PARCEL)

    connect(tea_sold, send_parcel)
    sell()
    cause = StoredEvent.objects.get(signal=tea_sold.name)
    effect = StoredEvent.objects.get(signal=parcel_sent.name)
    assert effect.causation_id == cause.id
    assert effect.correlation_id == cause.correlation_id
    assert effect.published_by == "tests.send_parcel"
    assert (cause.depth, effect.depth) == (0, 1)


def test_endless_chain_lists_the_signals(connect: Connect) -> None:
    connect(tea_sold, receivers.sell_again)
    with pytest.raises(ChainTooDeep, match=r"teashop\.tea_sold → teashop\.tea_sold"):
        sell()
    assert not StoredEvent.objects.exists()


def test_another_event_type_is_rejected() -> None:
    with pytest.raises(EventError, match="carries TeaSold, not ParcelSent"), unit_of_work():
        tea_sold.publish(PARCEL)  # type: ignore[arg-type]  # that is the point


def test_durable_receivers_get_one_delivery_each(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    connect(tea_sold, receivers.write_label, DURABLE, queue="mail")
    sell()
    rows = Delivery.objects.values_list("receiver", "queue", "status", "attempts")
    assert sorted(rows) == [
        ("teashop.write_label", "mail", "pending", 0),
        ("teashop.write_receipt", "default", "pending", 0),
    ]
    assert receivers.receipts() == 0


def test_publishing_takes_two_statements(connect: Connect) -> None:
    connect(tea_sold, receivers.write_receipt, DURABLE)
    connect(tea_sold, receivers.write_label, DURABLE)
    with CaptureQueriesContext(connection) as queries, unit_of_work():
        tea_sold.publish(TeaSold(sku="assam"))
    inserts = [q["sql"] for q in queries if q["sql"].startswith("INSERT")]
    assert len(inserts) == 2


def test_after_commit_receiver_runs_after_the_commit(connect: Connect) -> None:
    in_transaction: list[bool] = []

    def look(*, event: TeaSold, **kwargs: object) -> None:
        in_transaction.append(connection.in_atomic_block)

    connect(tea_sold, look, AFTER_COMMIT)
    with unit_of_work():
        tea_sold.publish(TeaSold(sku="assam"))
        assert not in_transaction
    assert in_transaction == [False]
    assert StoredEvent.objects.get().after_commit == ["tests.look"]
    assert not Delivery.objects.exists()


@pytest.mark.usefixtures("failing_receivers")
def test_failure_after_the_commit_is_recorded(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*, event: TeaSold, **kwargs: object) -> None:
        raise LookupError(ADDRESS)

    connect(tea_sold, break_down, AFTER_COMMIT)
    connect(tea_sold, receivers.remember, AFTER_COMMIT)
    sell()
    row = Delivery.objects.get()
    assert (row.receiver, row.status, row.mode) == (
        "tests.break_down",
        "failed",
        AFTER_COMMIT,
    )
    assert "break_down" in row.last_error
    assert len(receivers.received) == 1
    assert "LookupError" in caplog.text
    assert ADDRESS not in caplog.text + row.last_error


def test_trace_records_successes_and_statements(connect: Connect, settings: Settings) -> None:
    settings.EVENTS_TRACE = True
    connect(tea_sold, receivers.write_receipt)
    connect(tea_sold, receivers.remember, AFTER_COMMIT)
    sell()
    assert StoredEvent.objects.get().receiver_runs[0]["statements"] == 1
    assert Delivery.objects.get(receiver="teashop.remember").status == "done"


def test_actor_is_passed_on_to_workers_and_receivers(connect: Connect) -> None:
    seen: list[str] = []

    def look(*, event: TeaSold, metadata: EventMetadata, **kwargs: object) -> None:
        seen.extend([metadata.actor, current().actor_id])

    connect(tea_sold, look)
    with bind(actor="42"):
        sell()
    assert seen == ["42", "42"]


def test_receivers_get_what_django_passes(connect: Connect) -> None:
    passed: dict[str, object] = {}

    def look(**kwargs: object) -> None:
        passed.update(kwargs)

    connect(tea_sold, look)
    sell()
    assert passed["sender"] is TeaSold
    assert passed["signal"] is tea_sold
    assert passed.keys() == {"event", "metadata", "sender", "signal"}


def test_question_collects_all_answers(connect: Connect) -> None:
    def one(*, question: GiftIdeas, **kwargs: object) -> list[str]:
        return [f"A mug for {question.budget}"]

    def none(**kwargs: object) -> tuple[str, ...]:
        return ()

    with _connect_answers(one, none) as ideas:
        assert ideas == ["A mug for 10"]


@pytest.mark.usefixtures("failing_receivers")
def test_failing_answer_is_omitted_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def good(**kwargs: object) -> list[str]:
        return ["Tea"]

    def text(**kwargs: object) -> str:
        return "Tea"

    def nothing(**kwargs: object) -> None:
        return None

    def broken(**kwargs: object) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM missing_table")
        return []

    with caplog.at_level(logging.ERROR), unit_of_work():
        with _connect_answers(broken, text, nothing, good) as ideas:
            assert ideas == ["Tea"]
        tea_sold.publish(TeaSold(sku="assam"))
    assert StoredEvent.objects.count() == 1
    assert caplog.text.count("did not answer teashop.gift_ideas") == 3


@pytest.mark.usefixtures("failing_receivers")
def test_failure_is_raised_where_answers_must_be_complete(caplog: pytest.LogCaptureFixture) -> None:
    def one(**kwargs: object) -> list[str]:
        return ["Tea"]

    def failing(**kwargs: object) -> list[str]:
        raise LookupError(ADDRESS)

    with _connect_answers(one, failing), pytest.raises(LookupError):
        gift_ideas.ask(GiftIdeas(budget=Decimal(10)), complete=True)
    assert ADDRESS not in caplog.text
    with _connect_answers(one):
        assert gift_ideas.ask(GiftIdeas(budget=Decimal(10)), complete=True) == ["Tea"]


def test_disconnected_answerer_is_not_asked() -> None:
    def one(**kwargs: object) -> list[str]:
        return ["Tea"]

    with _connect_answers(one, one) as ideas:
        assert ideas == ["Tea"]
    with _connect_answers() as ideas:
        assert ideas == []


@contextmanager
def _connect_answers(*answerers: Any) -> Iterator[list[str]]:
    """Connect receivers to the question, ask it, and disconnect them."""
    for answerer in answerers:
        gift_ideas.connect(answerer)
    try:
        yield gift_ideas.ask(GiftIdeas(budget=Decimal(10)))
    finally:
        for answerer in answerers:
            gift_ideas.disconnect(answerer)


@override_settings(DEBUG=True)
def test_rules_do_not_depend_on_debug(connect: Connect) -> None:
    def without_kwargs(*, event: TeaSold) -> None: ...

    with pytest.raises(EventError):
        connect(tea_sold, without_kwargs)


@pytest.mark.usefixtures("failing_receivers")
def test_after_commit_failure_of_a_pruned_event_is_logged(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def prune_and_fail(*, event: TeaSold, **kwargs: object) -> None:
        StoredEvent.objects.all().delete()
        raise LookupError

    connect(tea_sold, prune_and_fail, AFTER_COMMIT)
    sell()
    assert "An after-commit run could not be recorded: IntegrityError" in caplog.text


def test_refusal_names_the_innermost_receiver(connect: Connect) -> None:
    def refuse(*, event: ParcelSent, **kwargs: object) -> None:
        raise SoldOut("No parcels left.")

    def send_parcel(*, event: TeaSold, **kwargs: object) -> None:
        parcel_sent.publish(PARCEL)

    connect(tea_sold, send_parcel)
    connect(parcel_sent, refuse)
    with pytest.raises(SoldOut):
        sell()
    refusal = Refusal.objects.get()
    assert (refusal.signal, refusal.receiver) == (parcel_sent.name, "tests.refuse")
