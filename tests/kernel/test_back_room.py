"""The back room's doors: who may look, what is masked, and how a live page asks again."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import DURABLE
from events.explorer.polling import poll_url
from events.flows import flow
from events.models import Delivery, StoredEvent
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.pages import page
from tests.kernel.services import light
from tests.kernel.signals import TooDark, lamp_lit

pytestmark = pytest.mark.django_db

EVENING = UUID(int=19)
LOOK = ["map", "map_json", "map_mermaid", "journal", "failed"]


@pytest.fixture
def a_letter_was_posted(connect: Connect) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane", correlation_id=EVENING)


@pytest.mark.parametrize("name", LOOK)
def test_staff_look_customers_may_not_visitors_log_in(
    staff: Client, customer: Client, name: str
) -> None:
    assert staff.get(page(name)).status_code == 200
    assert customer.get(page(name)).status_code == 403
    assert Client().get(page(name)).status_code == 302


@pytest.mark.parametrize("name", LOOK)
def test_in_the_demo_everybody_looks(client: Client, settings: Any, name: str) -> None:
    settings.DEMO = True
    assert client.get(page(name)).status_code == 200


def test_only_staff_may_act_in_the_demo_too(
    customer: Client, settings: Any, connect: Connect
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane")
    deliver_all()
    replay = page("replay", StoredEvent.objects.get().id)
    for address in (page("retry"), replay):
        assert (
            customer.post(address, {"all": "yes", "receiver": "kernel.write_down"}).status_code
            == 403
        )
        for came_from, onward in (
            (f"http://testserver{page('failed')}", f"http%3A//testserver{page('failed')}"),
            ("https://evil.example/", "/"),
            ("", "/"),
        ):
            answer = Client().post(address, headers={"Referer": came_from})
            assert answer.headers["Location"] == f"/account/login/?next={onward}"
        assert customer.get(address).status_code == 405
    assert Delivery.objects.get().status == "done"


PAGES = ["events:flow", "events:flow_json"]


@pytest.mark.parametrize("page", PAGES)
def test_staff_see_everything(staff: Client, a_letter_was_posted: None, page: str) -> None:
    response = staff.get(reverse(page, args=[EVENING]))
    assert response.status_code == 200
    assert "Whoever lives in Long Lane" in response.text
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_a_customer_may_not_look(customer: Client, page: str) -> None:
    assert customer.get(reverse(page, args=[EVENING])).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_log_in(client: Client, page: str) -> None:
    address = reverse(page, args=[EVENING])
    response = client.get(address)
    assert response.status_code == 302
    assert parse_qs(urlsplit(response.headers["Location"]).query) == {"next": [address]}


@pytest.mark.parametrize("page", PAGES)
def test_in_the_demo_everybody_may_look_and_personal_data_is_masked(
    client: Client, a_letter_was_posted: None, settings: Any, page: str
) -> None:
    settings.DEMO = True
    response = client.get(reverse(page, args=[EVENING]))
    assert response.status_code == 200
    assert "Whoever lives in Long Lane" not in response.text


@pytest.mark.parametrize("page", PAGES)
def test_these_pages_change_nothing(staff: Client, page: str) -> None:
    assert staff.post(reverse(page, args=[EVENING])).status_code == 405


def test_a_flow_page_shows_events_receivers_and_refusals(
    staff: Client, a_letter_was_posted: None, connect: Connect
) -> None:
    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        light("Dark Lane", correlation_id=EVENING)
    page = staff.get(reverse("events:flow", args=[EVENING])).text
    for word in ("kernel.lamp_lit", "kernel.letter_posted", "kernel.write_down", "pending"):
        assert word in page
    assert "Dark Lane stays dark tonight." in page
    assert "kernel.refuse" in page


def test_an_empty_flow_has_a_page(staff: Client) -> None:
    response = staff.get(reverse("events:flow", args=[uuid4()]))
    assert response.status_code == 200
    assert 'data-settled="true"' in response.text


def test_a_flow_page_costs_the_same_however_much_it_shows(staff: Client, connect: Connect) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            staff.get(reverse("events:flow", args=[EVENING]))
        return len(asked)

    connect(lamp_lit, receivers.post_a_letter)
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("The First", correlation_id=EVENING)
    statements()  # what is looked up once and kept
    for_one = statements()
    for number in range(6):
        light(f"Street {number}", correlation_id=EVENING)
    assert statements() == for_one


# --- live pages ------------------------------------------------------------------------------


def test_a_live_page_asks_at_an_address_of_its_own(
    client: Client, a_letter_was_posted: None
) -> None:
    address = poll_url(flow(EVENING))
    assert client.get(address).status_code == 204
    deliver_all()
    news = client.get(address)
    assert news.status_code == 200
    assert 'id="flow"' in news.text
    assert "kernel.write_down" in news.text
    assert "Whoever lives" not in news.text


def test_the_timeline_asks_for_its_own_part(client: Client, a_letter_was_posted: None) -> None:
    of_a_stranger, of_staff = poll_url(flow(EVENING)), poll_url(flow(EVENING, personal=True))
    deliver_all()
    news = client.get(f"{of_staff}&as=waterfall")
    assert 'id="waterfall"' in news.text
    assert "Whoever lives in Long Lane" in news.text
    assert "Whoever lives" not in client.get(f"{of_a_stranger}&as=waterfall").text


@pytest.mark.parametrize("leave", ["", "forged", "WyJ4Il0:1abc:forged"])
def test_an_address_that_was_not_given_opens_nothing(client: Client, leave: str) -> None:
    address = reverse("events:flow_fragment")
    assert client.get(address, {"leave": leave}).status_code == 404


def test_a_leave_lasts_an_hour(
    client: Client, a_letter_was_posted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AnHourLater:
        time = staticmethod(lambda: time.time() + 3601)

    address = poll_url(flow(EVENING))
    assert client.get(address).status_code == 204
    monkeypatch.setattr("django.core.signing.time", AnHourLater)
    assert client.get(address).status_code == 404


def test_every_change_of_a_flow_is_news(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    seen = {poll_url(flow(EVENING)).partition("seen=")[2]}
    light("Long Lane", correlation_id=EVENING)
    seen.add(poll_url(flow(EVENING)).partition("seen=")[2])
    deliver_all()
    seen.add(poll_url(flow(EVENING)).partition("seen=")[2])
    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        light("Dark Lane", correlation_id=EVENING)
    seen.add(poll_url(flow(EVENING)).partition("seen=")[2])
    assert len(seen) == 4
