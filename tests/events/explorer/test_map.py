"""The map: its filter, its traffic and its polling."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from events.api import AFTER_COMMIT, DURABLE
from events.models import Status
from tests.events.conftest import Connect
from tests.events.factories import DeliveryFactory, RefusalFactory, StoredEventFactory
from tests.events.teashop import receivers
from tests.events.teashop.signals import tea_sold

pytestmark = pytest.mark.django_db

MAP = "/events/"
TEA = "teashop.tea_sold"
RECEIPT = "teashop.write_receipt"


@pytest.fixture(autouse=True)
def _receivers(connect: Connect) -> None:
    connect(tea_sold, receivers.remember)
    connect(tea_sold, receivers.write_label, AFTER_COMMIT)
    connect(tea_sold, receivers.write_receipt, DURABLE, queue="mail", atomic=False)


def wires(client: Client) -> dict[str, dict[str, object]]:
    """Return the receivers of `tea_sold` in the JSON of the map."""
    signals = client.get("/events/map.json").json()["signals"]
    node = next(signal for signal in signals if signal["name"] == TEA)
    return {receiver["name"]: receiver for receiver in node["receivers"]}


def test_map_draws_signals_between_their_receivers(viewer: Client) -> None:
    page = viewer.get(MAP).text
    assert "Receivers in a worker" in page
    assert f'href="{MAP}?show={TEA}"' in page
    assert "<pre" not in page, "source code is shown on demand"


@pytest.mark.parametrize("show", [TEA, "teashop", RECEIPT])
def test_map_shows_a_part_with_details(viewer: Client, show: str) -> None:
    page = viewer.get(MAP, {"show": show}).text
    assert "durable, without a transaction, queue mail" in page
    assert "Leave an effect that doubles" in page
    assert "orders.order_completed →" not in page


def test_receiver_filter_shows_that_receiver_only(viewer: Client) -> None:
    page = viewer.get(MAP, {"show": RECEIPT}).text
    assert f"code-{TEA}-{RECEIPT}" in page
    assert f"code-{TEA}-teashop.write_label" not in page


def test_unknown_filter_shows_everything(viewer: Client) -> None:
    assert "Receivers in a worker" in viewer.get(MAP, {"show": "mill.flour_ground"}).text


def test_source_links_to_the_repository(viewer: Client, settings: Settings) -> None:
    settings.EVENTS_SOURCE_URL = "https://git.example/tree/main"
    page = viewer.get(MAP, {"show": TEA}).text
    assert "https://git.example/tree/main/tests/events/teashop/receivers.py#L" in page


def test_map_counts_the_last_ten_minutes(viewer: Client) -> None:
    old = timezone.now() - timedelta(days=1)
    for status in (Status.DONE, Status.FAILED, Status.PENDING):
        DeliveryFactory.create(event__signal=TEA, receiver=RECEIPT, status=status)
    StoredEventFactory.create(
        signal=TEA, id="01800000-0000-7000-8000-000000000000", occurred_at=old
    )
    RefusalFactory.create(signal=TEA, receiver="teashop.remember")

    found = wires(viewer)
    assert {name: found[RECEIPT][name] for name in ("runs", "failed", "open")} == {
        "runs": 1,
        "failed": 1,
        "open": 1,
    }
    assert (found["teashop.remember"]["runs"], found["teashop.remember"]["refused"]) == (3, 1)
    page = viewer.get(MAP).text
    assert "1 + 1 open" in page
    assert "✕ 1 failed" in page
    assert "▮ 1 refused" in page


def test_latencies_are_percentiles_of_each_receiver(viewer: Client) -> None:
    start = timezone.now() - timedelta(minutes=1)
    for seconds in (1, 2, 3):
        DeliveryFactory.create(
            event=StoredEventFactory.create(
                signal=TEA,
                occurred_at=start,
                receiver_runs=[{"receiver": "teashop.remember", "duration_ms": 4.0}],
            ),
            receiver=RECEIPT,
            done=True,
            finished_at=start + timedelta(seconds=seconds),
        )
    found = wires(viewer)
    assert (found[RECEIPT]["median_ms"], found[RECEIPT]["p95_ms"]) == (2000, 2900)
    assert found["teashop.remember"]["p95_ms"] == 4
    assert found["teashop.write_label"]["median_ms"] is None
    assert "median 2.0 s" in viewer.get(MAP, {"show": TEA}).text


def test_one_run_is_its_own_percentile(viewer: Client) -> None:
    now = timezone.now()
    event = StoredEventFactory.create(signal=TEA, occurred_at=now)
    DeliveryFactory.create(event=event, receiver=RECEIPT, done=True, finished_at=now)
    assert wires(viewer)[RECEIPT]["p95_ms"] == 0


def test_polling_gets_new_traffic_only(viewer: Client) -> None:
    seen = viewer.get(MAP).context["map"].fingerprint
    polls = {"HX-Request": "true", "HX-Target": "map"}
    assert viewer.get(MAP, {"seen": seen}, headers=polls).status_code == 204
    StoredEventFactory.create(signal=TEA)
    answer = viewer.get(MAP, {"seen": seen}, headers=polls)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="map"')
    assert "map-pulse" in answer.text


def test_map_is_offered_as_mermaid(viewer: Client) -> None:
    diagram = viewer.get("/events/map.mermaid")
    assert diagram.headers["Content-Type"].startswith("text/plain")
    assert diagram.text.startswith("flowchart LR")


def test_cost_does_not_grow_with_traffic(
    viewer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    DeliveryFactory.create_batch(30, event__signal=TEA, receiver=RECEIPT, done=True)
    # The session, the user, two of permissions, and five of the map.
    with django_assert_max_num_queries(9):
        viewer.get(MAP)
