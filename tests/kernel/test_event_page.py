"""One event: its payload, its deliveries, and the buttons that let it be heard again."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from events import DURABLE
from events.flows import flow
from events.models import StoredEvent
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.pages import EVENING, page
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import LampLit, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("failing_receivers")
def test_an_event_shows_its_payload_deliveries_and_what_it_caused(
    staff: Client, connect: Connect
) -> None:
    mishaps.append(ValueError("broken wick"))
    connect(lamp_lit, receivers.post_a_letter)
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Long Lane", correlation_id=EVENING)
    deliver_all(failures=True)
    lamp = StoredEvent.objects.get(signal="kernel.lamp_lit")
    text = staff.get(page("event", lamp.id)).text
    for word in ("Long Lane", "kernel.post_a_letter", "kernel.stumble", "broken wick"):
        assert word in text
    assert "kernel.letter_posted" in text


def test_an_event_is_for_those_who_may_look_and_masked_for_strangers(
    staff: Client, customer: Client, connect: Connect, settings: Any
) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    light("Long Lane")
    address = page("event", StoredEvent.objects.get(signal="kernel.letter_posted").id)
    assert "Whoever lives in Long Lane" in staff.get(address).text
    assert customer.get(address).status_code == 403
    assert Client().get(address).status_code == 302
    settings.DEMO = True
    for client in (customer, Client()):
        text = client.get(address).text
        assert "&quot;addressee&quot;: &quot;•••&quot;" in text
        assert "&quot;weight&quot;: 20" in text
        assert "Whoever lives" not in text


def test_an_event_that_is_not_there(staff: Client) -> None:
    assert staff.get(page("event", uuid4())).status_code == 404


def test_an_event_is_replayed_by_a_button(staff: Client, connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Encore")
    deliver_all()
    entry = StoredEvent.objects.get()
    again = staff.post(page("replay", entry.id), {"receiver": "kernel.write_down"}, follow=True)
    assert "kernel.write_down will hear it again." in again.text
    assert deliver_all() == 1
    no = staff.post(page("replay", entry.id), {"receiver": "kernel.nobody"}, follow=True)
    assert "kernel.nobody does not hear kernel.lamp_lit durably" in no.text
    assert staff.post(page("replay", uuid4())).status_code == 404


def test_a_replay_shows_that_the_effect_was_there_already(
    staff: Client, connect: Connect, settings: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.engrave, DURABLE)
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    light("Encore", correlation_id=EVENING)
    deliver_all()
    entry = StoredEvent.objects.get()
    addresses = page("event", entry.id), page("flow", EVENING)
    for address in addresses:
        assert "The guard held" not in staff.get(address).text
    for receiver in ("kernel.engrave", "kernel.found_a_guild"):
        staff.post(page("replay", entry.id), {"receiver": receiver})
    deliver_all()
    assert receivers.engravings() == 1
    for address in addresses:
        # Only the one with a guard; the other has done it twice.
        assert staff.get(address).text.count("The guard held: the database left 1 INSERT out") == 1
    engraved, founded = (run for run in flow(EVENING).events[0].receivers)
    assert (engraved.left_out, founded.left_out) == (1, 0)
    (before,) = engraved.failures
    assert (before.outcome, before.number, before.statements) == ("done", 1, 1)


def test_an_event_can_be_heard_by_who_was_not_there(staff: Client, connect: Connect) -> None:
    connect(letter_posted, receivers.whistle, DURABLE)
    connect(lamp_lit, receivers.look_around)
    light("Long Ago")
    connect(lamp_lit, receivers.write_down, DURABLE)
    entry = StoredEvent.objects.get()
    text = staff.get(page("event", entry.id)).text
    assert re.findall(r'name="receiver" value="([\w.]+)"', text) == ["kernel.write_down"]
    staff.post(page("replay", entry.id), {"receiver": "kernel.write_down"})
    assert deliver_all() == 1
    assert [note.event for note in receivers.notebook] == [LampLit(street="Long Ago")]
