"""The journal: paged, filtered, masked, at the same cost wherever it is read."""

import itertools
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import DURABLE, unit_of_work
from events.clock import tick
from events.explorer.search import PAGE
from events.models import StoredEvent
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.pages import EVENING, page
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import LampLit, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


def test_the_journal_is_paged_newest_first_at_the_same_cost(staff: Client) -> None:
    with unit_of_work():
        for number in range(PAGE + 2):
            lamp_lit.publish(LampLit(street=f"Street {number}"))
    ids = [str(pk) for pk in StoredEvent.objects.order_by("-id").values_list("id", flat=True)]
    first = staff.get(page("journal"))
    assert re.findall(r'href="/events/([0-9a-f-]{36})/"', first.text) == ids[:PAGE]
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = staff.get(page("journal") + older)
    assert re.findall(r'href="/events/([0-9a-f-]{36})/"', second.text) == ids[PAGE:]
    assert 'rel="next"' not in second.text


def test_the_journal_costs_the_same_however_long_it_is(staff: Client, connect: Connect) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            staff.get(page("journal"))
        return len(asked)

    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane")
    statements()
    for_one = statements()
    for number in range(5):
        light(f"Street {number}")
    assert statements() == for_one


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"lamp", "letter"}),
        ({"signal": "kernel.lamp_lit"}, {"lamp"}),
        ({"app": "kernel"}, {"lamp", "letter"}),
        ({"app": "events"}, set()),
        ({"app": "events", "ticks": "on"}, {"tick"}),
        ({"ticks": "on"}, {"lamp", "letter", "tick"}),
        ({"signal": "events.minute_passed"}, {"tick"}),
        ({"status": "pending"}, {"letter"}),
        ({"status": "failed"}, set()),
        ({"correlation_id": str(EVENING)}, {"lamp", "letter"}),
        ({"correlation_id": str(UUID(int=99))}, set()),
        ({"text": "long lane"}, {"lamp", "letter"}),
        ({"text": "stamps"}, {"letter"}),
        ({"text": "long lane", "since": "2020-01-01T00:00"}, {"lamp", "letter"}),
        ({"since": "2020-01-01T00:00"}, {"lamp", "letter"}),
        ({"since": "2999-01-01T00:00"}, set()),
        ({"since": "yesterday"}, set()),
        ({"correlation_id": "no uuid"}, set()),
        ({"signal": "circus.tent_raised"}, set()),
        ({"before": "no uuid"}, {"lamp", "letter"}),
        ({"before": str(UUID(int=0))}, set()),
    ],
    ids=map(str, itertools.count()),  # the names of a set differ from process to process
)
@pytest.mark.usefixtures("nobody_hears_the_clock")
def test_the_journal_is_filtered(
    staff: Client, connect: Connect, filters: dict[str, str], found: set[str]
) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    connect(letter_posted, receivers.whistle, DURABLE)
    light("Long Lane", correlation_id=EVENING)
    tick()
    names = {"kernel.lamp_lit": "lamp", "kernel.letter_posted": "letter"}
    by_id = {
        str(pk): names.get(signal, "tick")
        for pk, signal in StoredEvent.objects.values_list("id", "signal")
    }
    response = staff.get(page("journal"), filters)
    assert response.status_code == 200
    shown = re.findall(r'href="/events/([0-9a-f-]{36})/"', response.text)
    assert {by_id[pk] for pk in shown} == found


@pytest.mark.parametrize(
    ("text", "by_staff", "by_a_stranger"),
    [
        ("lives in long", 1, 0),  # an addressee is personal
        ("addressee", 1, 0),
        ("0.85", 1, 1),
        ("long lane", 2, 1),
        ("100%", 0, 0),
    ],
)
def test_what_is_masked_cannot_be_searched_for(
    staff: Client, connect: Connect, settings: Any, text: str, by_staff: int, by_a_stranger: int
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.post_a_letter)
    light("Long Lane")
    for client, found in ((staff, by_staff), (Client(), by_a_stranger)):
        shown = client.get(page("journal"), {"text": text}).text
        assert len(re.findall(r'href="/events/([0-9a-f-]{36})/"', shown)) == found


@pytest.mark.usefixtures("failing_receivers")
def test_errors_name_nobody_to_those_who_may_not_see_personal_data(
    staff: Client, connect: Connect, settings: Any
) -> None:
    settings.DEMO = True
    mishaps.extend([ValueError("no e-mail to\nfrodo@bag.end"), LookupError("frodo@bag.end")])
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=2)
    light("Long Lane", correlation_id=EVENING)
    for _ in range(2):
        deliver_all(failures=True)
        let_time_pass(timedelta(minutes=2))
    event = page("event", StoredEvent.objects.get().id)
    for address in (event, page("flow", EVENING), page("flow_json", EVENING), page("failed")):
        assert "frodo@bag.end" in staff.get(address).text
        shown = Client().get(address).text
        assert "LookupError" in shown
        assert "frodo" not in shown


def test_an_unreadable_filter_is_named_beside_its_field(staff: Client) -> None:
    assert "This is not a UUID." in staff.get(page("journal"), {"correlation_id": "x"}).text
