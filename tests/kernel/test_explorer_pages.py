"""Map, journal, one event, failed deliveries: the pages of the back room."""

import itertools
import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import DURABLE, operation
from events.catalogue import is_log
from events.catalogue import path as catalogue_path
from events.clock import tick
from events.explorer.graph import graph
from events.explorer.polling import poll_url
from events.explorer.search import PAGE
from events.explorer.source import Source
from events.flows import flow
from events.models import Delivery, JournalEntry
from events.registry import registry
from events.testing import deliver_all, let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import LampLit, TooDark, lamp_lit, letter_posted

pytestmark = pytest.mark.django_db

EVENING = UUID(int=23)
LOOK = ["map", "map_json", "map_mermaid", "journal", "failed"]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_user("mayor", is_staff=True))
    return client


@pytest.fixture
def customer() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("passer-by"))
    return client


def page(name: str, *args: object) -> str:
    return reverse(f"events:{name}", args=args)


# --- who may look, who may act ---------------------------------------------------------------


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
    replay = page("replay", JournalEntry.objects.get().id)
    for address in (page("retry"), replay):
        assert (
            customer.post(address, {"all": "yes", "receiver": "kernel.write_down"}).status_code
            == 403
        )
        assert Client().post(address).status_code == 302
        assert customer.get(address).status_code == 405
    assert Delivery.objects.get().status == "done"


# --- the map ---------------------------------------------------------------------------------


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
    light("Long Lane", correlation=EVENING)
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
            light(f"Street {more}.{number}", correlation=EVENING)
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


# --- the journal -----------------------------------------------------------------------------


def test_the_journal_is_paged_newest_first_at_the_same_cost(staff: Client) -> None:
    with operation():
        for number in range(PAGE + 2):
            lamp_lit.publish(LampLit(street=f"Street {number}"))
    ids = [str(pk) for pk in JournalEntry.objects.order_by("-id").values_list("id", flat=True)]
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
        ({"correlation": str(EVENING)}, {"lamp", "letter"}),
        ({"correlation": str(UUID(int=99))}, set()),
        ({"text": "long lane"}, {"lamp", "letter"}),
        ({"text": "stamps"}, {"letter"}),
        ({"text": "long lane", "since": "2020-01-01T00:00"}, {"lamp", "letter"}),
        ({"since": "2020-01-01T00:00"}, {"lamp", "letter"}),
        ({"since": "2999-01-01T00:00"}, set()),
        ({"since": "yesterday"}, set()),
        ({"correlation": "no uuid"}, set()),
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
    light("Long Lane", correlation=EVENING)
    tick()
    names = {"kernel.lamp_lit": "lamp", "kernel.letter_posted": "letter"}
    by_id = {
        str(pk): names.get(signal, "tick")
        for pk, signal in JournalEntry.objects.values_list("id", "signal")
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
    light("Long Lane", correlation=EVENING)
    for _ in range(2):
        deliver_all(failures=True)
        let_time_pass(timedelta(minutes=2))
    event = page("event", JournalEntry.objects.get().id)
    for address in (event, page("flow", EVENING), page("flow_json", EVENING), page("failed")):
        assert "frodo@bag.end" in staff.get(address).text
        shown = Client().get(address).text
        assert "LookupError" in shown
        assert "frodo" not in shown


def test_an_unreadable_filter_is_named_beside_its_field(staff: Client) -> None:
    assert "This is not a UUID." in staff.get(page("journal"), {"correlation": "x"}).text


# --- one event -------------------------------------------------------------------------------


@pytest.mark.usefixtures("failing_receivers")
def test_an_event_shows_its_payload_deliveries_and_what_it_caused(
    staff: Client, connect: Connect
) -> None:
    mishaps.append(ValueError("broken wick"))
    connect(lamp_lit, receivers.post_a_letter)
    connect(lamp_lit, receivers.stumble, DURABLE)
    light("Long Lane", correlation=EVENING)
    deliver_all(failures=True)
    lamp = JournalEntry.objects.get(signal="kernel.lamp_lit")
    text = staff.get(page("event", lamp.id)).text
    for word in ("Long Lane", "kernel.post_a_letter", "kernel.stumble", "broken wick"):
        assert word in text
    assert "kernel.letter_posted" in text


def test_an_event_is_for_those_who_may_look_and_masked_for_strangers(
    staff: Client, customer: Client, connect: Connect, settings: Any
) -> None:
    connect(lamp_lit, receivers.post_a_letter)
    light("Long Lane")
    address = page("event", JournalEntry.objects.get(signal="kernel.letter_posted").id)
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
    entry = JournalEntry.objects.get()
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
    light("Encore", correlation=EVENING)
    deliver_all()
    entry = JournalEntry.objects.get()
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
    entry = JournalEntry.objects.get()
    text = staff.get(page("event", entry.id)).text
    assert re.findall(r'name="receiver" value="([\w.]+)"', text) == ["kernel.write_down"]
    staff.post(page("replay", entry.id), {"receiver": "kernel.write_down"})
    assert deliver_all() == 1
    assert [note.event for note in receivers.notebook] == [LampLit(street="Long Ago")]


# --- failed deliveries -----------------------------------------------------------------------


@pytest.fixture
def three_failed(connect: Connect, failing_receivers: None) -> list[Delivery]:
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    connect(letter_posted, receivers.send_for_a_smith, DURABLE)
    for wick in ("broken", "broken", "wet"):
        mishaps.append(ValueError(wick))
        light(f"{wick} {uuid4()}")
    deliver_all(failures=True)
    return list(Delivery.objects.order_by("id"))


def test_failed_deliveries_are_grouped_by_receiver_and_error(
    staff: Client, three_failed: list[Delivery]
) -> None:
    text = staff.get(page("failed")).text
    assert text.count("ValueError: broken") == 1
    assert text.count("ValueError: wet") == 1
    assert "Try all 3 again" in text
    assert "Try these 2 again" in text


def test_deliveries_without_a_receiver_are_shown(staff: Client) -> None:
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    light("Left Bank")
    lamp_lit.disconnect(receivers.write_down)
    assert "kernel.write_down" in staff.get(page("failed")).text


def test_the_oldest_that_is_due_is_shown(staff: Client, connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("Slow Street")
    let_time_pass(timedelta(minutes=5))
    assert "is due for 30" in staff.get(page("failed")).text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"all": "yes"}, 3),
        ({"receiver": "kernel.stumble"}, 3),
        ({"receiver": "kernel.nobody"}, 0),
        ({"delivery": "first"}, 1),
        ({"delivery": ["first", "last"]}, 2),
        ({"delivery": ["9" * 30]}, 0),
        ({"delivery": ["nonsense"]}, 0),
        ({}, 0),
    ],
    ids=str,
)
def test_what_failed_is_tried_again_by_a_button(
    staff: Client, three_failed: list[Delivery], asked: dict[str, Any], count: int
) -> None:
    ids = {"first": three_failed[0].pk, "last": three_failed[-1].pk}
    if "delivery" in asked:
        named = asked["delivery"] if isinstance(asked["delivery"], list) else [asked["delivery"]]
        asked = {"delivery": [ids.get(name, name) for name in named]}
    response = staff.post(page("retry"), asked, follow=True)
    said = f"Trying again: {count}." if count else "There was nothing to try again."
    assert said in response.text
    assert Delivery.objects.filter(status="pending").count() == count


# --- refusals --------------------------------------------------------------------------------


def test_refusals_are_found_beside_what_failed(staff: Client, connect: Connect) -> None:
    assert "Nothing has been refused lately." in staff.get(page("failed")).text
    connect(lamp_lit, receivers.refuse)
    for number in range(25):
        with pytest.raises(TooDark):
            light(f"Street {number}", correlation=UUID(int=100 + number))
    text = staff.get(page("failed")).text
    assert "Street 24 stays dark tonight." in text
    assert text.count("stays dark tonight.") == 20
    assert "Street 4 stays dark" not in text
    for word in ("kernel.lamp_lit", "kernel.refuse", page("flow", UUID(int=124))):
        assert word in text


def test_a_flow_shows_who_ran_before_the_veto(
    staff: Client, connect: Connect, settings: Any
) -> None:
    settings.DEMO = True
    connect(lamp_lit, receivers.post_a_letter)
    connect(lamp_lit, receivers.refuse)
    with pytest.raises(TooDark):
        light("Dark Lane", correlation=EVENING)
    for client in (staff, Client()):
        text = client.get(page("flow", EVENING)).text
        ran = re.findall(r'<li class="delivery".*?</li>', text, re.S)
        said = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in ran]
        assert [words.split(" · ")[0] for words in said] == [
            "kernel.post_a_letter done, and undone",
            "kernel.refuse refused",
        ]
