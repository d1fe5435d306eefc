"""The map: who tells whom, and what went over each wire."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import DURABLE
from events.catalogue import is_log
from events.catalogue import path as catalogue_path
from events.clock import tick
from events.explorer.graph import graph
from events.explorer.polling import poll_url
from events.explorer.source import Source
from events.flows import flow
from events.registry import registry
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.pages import EVENING, page
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import TooDark, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("failing_receivers")
def test_the_map_shows_who_tells_whom_and_what_went_over_each_wire(
    staff: Client, connect: Connect
) -> None:
    connect(lamp_lit, receivers.write_down)
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    connect(lamp_lit, receivers.log_event)
    connect(letter_posted, receivers.whistle, DURABLE)
    for wick in ("broken", "wet"):
        mishaps.append(ValueError(wick))
        light(wick)
    deliver_all(failures=True)
    light("Still Open")
    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        light("Dark Lane")

    told = staff.get(page("map_json")).json()
    (node,) = [node for node in told["signals"] if node["name"] == "kernel.lamp_lit"]
    assert (node["app"], node["version"], node["published"]) == ("kernel", 1, 3)
    wires = {wire["name"]: wire for wire in node["receivers"]}
    assert wires["kernel.write_down"]["runs"] == 3
    stumble = wires["kernel.stumble"]
    assert (stumble["runs"], stumble["failed"], stumble["open"]) == (0, 2, 1)
    assert wires["kernel.refuse"]["refused"] == 1
    assert stumble["source"].startswith("tests/kernel/receivers.py:")
    assert any(question["name"] == "kernel.way_asked" for question in told["questions"])

    shown = staff.get(page("map")).text
    assert "kernel.lamp_lit" in shown or "lamp_lit" in shown
    assert "stumble" in shown

    (node_,) = [node for node in graph().signals if node.name == "kernel.lamp_lit"]
    assert node_.short == "lamp_lit"
    assert node_.is_unpublished
    assert not node_.is_unheard
    assert node_.logs
    assert node_.per_minute == pytest.approx(0.3)


def test_a_live_map_gets_news_and_nothing_else(staff: Client, connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down)
    address = poll_address(staff)
    assert Client().get(address).status_code == 204
    light("Long Lane")
    assert [node.name for node in graph().signals if node.is_pulsing] == ["kernel.lamp_lit"]
    news = staff.get(address)
    assert news.status_code == 200
    assert "<html" not in news.text
    assert "1 published, 0.1 a minute" in news.text
    assert news.text.count("1 run, 0.1 a minute") == 1
    tick()
    assert staff.get(poll_address(news)).status_code == 204
    connect(lamp_lit, receivers.whistle)
    assert "kernel.whistle" in staff.get(poll_address(news)).text


def poll_address(client_or_news: Any) -> str:
    """Where the map's page asks again."""
    if isinstance(client_or_news, Client):
        client_or_news = client_or_news.get(page("map"))
    return unescape(re.search(r'hx-get="([^"]+)"', client_or_news.text).group(1))  # type: ignore[union-attr]


def test_without_a_leave_the_live_map_is_for_those_who_may_look(
    staff: Client, customer: Client
) -> None:
    for address in (page("map_fragment"), page("map_fragment") + "?leave=forged"):
        assert staff.get(address).status_code == 200
        assert customer.get(address).status_code == 404
        assert Client().get(address).status_code == 404


def test_asking_for_news_takes_three_statements_at_most(staff: Client, connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Long Lane", correlation_id=EVENING)
    for address in (poll_address(staff), poll_url(flow(EVENING, personal=True))):
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(address).status_code == 204
        assert len(asked) <= 3


def test_every_id_on_the_map_is_there_once_and_every_link_meets_one(staff: Client) -> None:
    text = staff.get(page("map")).text
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_the_map_says_what_nobody_publishes_and_what_nobody_hears(
    staff: Client, connect: Connect
) -> None:
    def said_of(signal: str) -> str:
        text = staff.get(page("map")).text
        return text.partition(f'id="signal-{signal}"')[2].partition('id="signal-')[0]

    # The kernel's tests publish it, the shop does not: only that is looked through.
    assert "Declared and never published." in said_of("kernel.lamp_lit")
    assert "heard by nobody" not in said_of("orders.order_placed")
    hearing = dict(registry.subscriptions)
    for subscription in list(registry.of("orders.order_placed")):
        if not is_log(subscription):
            registry.remove(subscription.signal, subscription.receiver)
    try:
        assert "Published and heard by nobody." in said_of("orders.order_placed")
    finally:
        registry.subscriptions.clear()
        registry.subscriptions.update(hearing)


def test_trouble_is_said_in_words(staff: Client, connect: Connect) -> None:
    connect(lamp_lit, receivers.refuse)
    assert "▮ 1 refused" not in staff.get(page("map")).text
    with pytest.raises(TooDark):
        light("Dark Lane")
    drawing, _, in_a_list = staff.get(page("map")).text.partition("</svg>\n    <section")
    assert 'class="map-trouble"' in drawing
    assert "▮ 1 refused</text>" in drawing
    assert "▮ 1 refused</strong>" in in_a_list


def test_three_statements_draw_the_map(django_assert_num_queries: Any, connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    for number in range(5):
        light(f"Street {number}")
    with django_assert_num_queries(3):
        graph()


@pytest.mark.parametrize("name", ["map", "flow", "journal", "failed"])
def test_a_page_takes_no_more_statements_when_more_has_happened(
    staff: Client, connect: Connect, failing_receivers: None, name: str
) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    address = page(name, EVENING) if name == "flow" else page(name)
    counts = []
    for more in (1, 10):
        for number in range(more):
            mishaps.append(ValueError(f"Lamp {number} is broken."))
            light(f"Street {more}.{number}", correlation_id=EVENING)
        deliver_all(failures=True)
        with CaptureQueriesContext(connection) as seen:
            assert staff.get(address).status_code == 200
        counts.append(len(seen.captured_queries))
    assert counts[0] == counts[1] <= 12


def test_the_map_as_mermaid(staff: Client) -> None:
    response = staff.get(page("map_mermaid"))
    assert response.text.startswith("flowchart LR\n")
    assert f"```mermaid\n{response.text}```\n" in catalogue_path().read_text(encoding="utf-8")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_source_is_linked_where_the_code_is_shown(settings: Any) -> None:
    source = Source(path="loyalty/receivers.py", line=7, text="")
    elsewhere = Source(path="/usr/lib/plugin/receivers.py", line=7, text="")
    settings.SOURCE_URL = ""
    assert source.link == ""
    settings.SOURCE_URL = "https://code.example/blob/main"
    assert source.link == "https://code.example/blob/main/loyalty/receivers.py#L7"
    assert elsewhere.link == ""
