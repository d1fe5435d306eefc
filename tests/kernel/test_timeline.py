"""The timeline of a flow: its rows in the order of cause, its bars, its axis, its page."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import AFTER_COMMIT, DURABLE
from events.explorer.waterfall import Row, Waterfall, waterfall
from events.flows import flow
from events.models import Delivery, Refusal, StoredEvent
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import TooDark, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db

EVENING = UUID(int=29)


def timeline(client: Client) -> str:
    return client.get(reverse("events:flow", args=[EVENING])).text


def lines(shown: Waterfall) -> list[str]:
    """The rows as text, indented as they are drawn."""
    return ["  " * row.depth + words(row) for row in shown.rows]


def words(row: Row) -> str:
    if row.run:
        return row.run.function
    return row.event.title if row.kind == "event" and row.event else row.kind.upper()


# --- the order of cause ----------------------------------------------------------------------


def test_what_was_published_in_a_transaction_stands_before_its_commit(
    connect: Connect, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.post_a_letter)
    connect(lamp_lit, receivers.whistle, AFTER_COMMIT)
    connect(letter_posted, receivers.write_down)
    connect(letter_posted, receivers.send_for_a_smith, DURABLE)
    connect(lamp_lit, receivers.look_around)
    with django_capture_on_commit_callbacks(execute=True):
        light("Long Lane", correlation_id=EVENING)
    assert lines(waterfall(flow(EVENING))) == [
        "OPERATION",
        "  lamp lit",
        "    post_a_letter",
        "      letter posted",
        "        write_down",
        "    look_around",
        "  COMMIT",
        "  whistle",
        "  send_for_a_smith",
    ]


def test_what_a_worker_caused_stands_below_its_run_with_a_commit_of_its_own(
    staff: Client, connect: Connect, settings: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.post_a_letter, DURABLE)
    connect(letter_posted, receivers.whistle, DURABLE)
    light("Long Lane", correlation_id=EVENING)
    deliver_all()
    shown = waterfall(flow(EVENING))
    assert lines(shown) == [
        "OPERATION",
        "  lamp lit",
        "  COMMIT",
        "  post_a_letter",
        "    OPERATION",
        "      letter posted",
        "      COMMIT",
        "      whistle",
    ]
    (posting,) = [row for row in shown.rows if row.run and row.run.function == "post_a_letter"]
    assert posting.published == ("kernel.letter_posted",)
    assert posting.run is not None
    told = facts(staff, posting)
    assert told["Published"] == "kernel.letter_posted"
    # What it has published is written by its operation, not by itself.
    assert told["SQL statements"] == str(posting.run.statements) == "0"


def test_two_operations_of_one_flow_have_a_commit_each() -> None:
    light("Long Lane", correlation_id=EVENING)
    light("Short Lane", correlation_id=EVENING)
    assert lines(waterfall(flow(EVENING))) == ["OPERATION", "  lamp lit", "  COMMIT"] * 2


# --- attempts --------------------------------------------------------------------------------


def facts(client: Client, row: Row) -> dict[str, str]:
    """What is told of a run when it is opened."""
    assert row.run is not None
    assert row.event is not None
    run = timeline(client).partition(f'id="run-{row.event.id}-{row.run.name}"')[2]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", run.partition("</details>")[0]))


@pytest.mark.usefixtures("failing_receivers")
def test_the_next_attempt_and_the_end_of_a_lease_are_told(staff: Client, connect: Connect) -> None:
    mishaps.append(ValueError("wet wick"))
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Long Lane", correlation_id=EVENING)
    deliver_all(failures=True)

    def told() -> dict[str, str]:
        (row,) = [row for row in waterfall(flow(EVENING)).rows if row.run]
        return facts(staff, row)

    due = Delivery.objects.get().due_at
    assert due is not None
    assert told()["Next attempt"] == f"{due:%H:%M:%S}"
    assert "Lease ends" not in told()
    Delivery.objects.update(status="running")
    assert told()["Lease ends"] == f"{due:%H:%M:%S}"
    assert "Next attempt" not in told()


@pytest.mark.usefixtures("failing_receivers")
def test_the_timeline_draws_every_attempt_and_the_waits_between(
    staff: Client, connect: Connect
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    mishaps.extend([ValueError("one"), ValueError("two")])
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Long Lane", correlation_id=EVENING)
    waiting = [row for row in waterfall(flow(EVENING)).rows if row.run]
    assert [row.bars for row in waiting] == [(), ()]
    for _ in range(3):
        deliver_all(failures=True)
        let_time_pass(timedelta(minutes=2))
    bars = {
        row.run.name: [bar.what for bar in row.bars]
        for row in waterfall(flow(EVENING)).rows
        if row.run
    }
    assert bars["kernel.write_down"] == ["wait", "done"]
    assert bars["kernel.stumble"] == ["wait", "raised", "wait", "raised", "wait", "done"]
    text = timeline(staff)
    attempts = re.findall(r"<li[^>]*>(Attempt \d.*?)</li>", text, re.S)
    said = [" ".join(re.sub("<[^>]+>", "", attempt).split()) for attempt in attempts]
    for number, attempt in enumerate(said, start=1):
        mishap = ("one", "two")[number - 1]
        assert re.match(
            rf"Attempt {number} raised at \d\d:\d\d:\d\d\.\d{{3}}, \d+\.\d ms: "
            rf"ValueError: {mishap} Traceback",
            attempt,
        )
    assert len(said) == 2


@pytest.mark.usefixtures("failing_receivers")
def test_the_timeline_of_a_payload_that_nobody_could_read(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE, attempts=1)
    light("Garbled Garden", correlation_id=EVENING)
    StoredEvent.objects.update(payload={})
    deliver_all(failures=True)
    (row,) = [row for row in waterfall(flow(EVENING)).rows if row.run]
    assert row.bars == ()


def test_the_timeline_of_a_delivery_that_runs(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Busy Street", correlation_id=EVENING)
    Delivery.objects.update(status="running", attempts=1, started_at=timezone.now())
    (row,) = [row for row in waterfall(flow(EVENING)).rows if row.run]
    assert [bar.what for bar in row.bars] == ["wait", "running"]


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(milliseconds=200), "+200 ms"),
        (timedelta(seconds=30), "+30.0 s"),
        (timedelta(seconds=90), "+1.5 min"),
        (timedelta(hours=5), "+5.0 h"),
    ],
)
def test_the_axis_speaks_in_the_largest_unit_that_says_something(
    later: timedelta, words: str
) -> None:
    began = timezone.now()
    for street, start in (("First", began), ("Last", began + later)):
        light(street, correlation_id=EVENING)
        StoredEvent.objects.filter(payload__street=street).update(
            unit_of_work_started_at=start, occurred_at=start + timedelta(milliseconds=10)
        )
    assert [tick.words for tick in waterfall(flow(EVENING)).ticks] == ["0", words]


def test_a_flow_of_refusals_alone_has_a_page(staff: Client, connect: Connect) -> None:
    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        light("Dark Lane", correlation_id=EVENING)
    assert Refusal.objects.exists()
    assert "Dark Lane stays dark tonight." in timeline(staff)
