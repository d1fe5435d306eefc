"""The timeline of a flow, its JSON, and the list that other pages include."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from uuid_utils.compat import uuid7

from events.explorer.progress import progress
from events.explorer.references import FlowReference, FlowReferences, flow_references
from events.models import Status, StoredEvent
from tests.events.factories import DeliveryFactory, RefusalFactory, StoredEventFactory

pytestmark = pytest.mark.django_db

TEA, PARCEL = "teashop.tea_sold", "teashop.parcel_sent"
START = timezone.now() - timedelta(minutes=2)
LABEL = {
    "receiver": "teashop.write_label",
    "status": "done",
    "started_at": START.isoformat(),
    "duration_ms": 3.5,
    "statements": 2,
    "error": "",
}
FAILED_ATTEMPT = {
    "attempt": 1,
    "started_at": START.isoformat(),
    "duration_ms": 20.0,
    "outcome": "failed",
    "error": 'Traceback (most recent call last):\n  File "mail.py"\nOSError: refused',
}


@pytest.fixture
def sale() -> StoredEvent:
    """Return a sale whose receipt succeeded at the second attempt and caused a parcel."""
    stored: StoredEvent = StoredEventFactory.create(
        signal=TEA,
        payload={"sku": "assam"},
        occurred_at=START,
        actor="77",
        receiver_runs=[LABEL],
        after_commit=["teashop.remember"],
    )
    DeliveryFactory.create(
        event=stored,
        receiver="teashop.write_receipt",
        done=True,
        attempts=2,
        started_at=START + timedelta(minutes=1),
        duration_ms=12.0,
        failures=[FAILED_ATTEMPT],
    )
    StoredEventFactory.create(
        signal=PARCEL,
        payload={"recipient": "Kim Larsen", "grams": 200},
        occurred_at=START + timedelta(minutes=1),
        correlation_id=stored.correlation_id,
        causation_id=stored.id,
        published_by="teashop.write_receipt",
        depth=1,
    )
    return stored


def address(correlation_id: UUID) -> str:
    return f"/events/flows/{correlation_id}/"


def test_timeline_follows_the_order_of_cause(viewer: Client, sale: StoredEvent) -> None:
    page = viewer.get(address(sale.correlation_id))
    rows = [(row.kind, row.depth) for row in page.context["waterfall"].rows]
    assert rows == [
        ("transaction", 0),
        ("event", 1),
        ("run", 2),
        ("commit", 1),
        ("run", 1),
        ("transaction", 2),
        ("event", 3),
        ("commit", 3),
    ]
    assert "published by teashop.write_receipt" in page.text
    assert "attempt 1: failed" in page.text
    assert "waiting" in page.text
    assert "OSError: refused" in page.text


def test_pauses_are_shortened_to_scale(viewer: Client, sale: StoredEvent) -> None:
    page = viewer.get(address(sale.correlation_id))
    bars = [bar for row in page.context["waterfall"].rows for bar in row.bars]
    assert all(bar.x >= 0 and bar.x + bar.width <= 1000.1 for bar in bars)
    assert "+1.0 min" in [tick.label for tick in page.context["waterfall"].ticks]


def test_worker_with_a_slow_clock_starts_the_axis(viewer: Client, sale: StoredEvent) -> None:
    for seconds, receiver in ((9, "teashop.fail"), (5, "teashop.call_back")):
        started_at = START - timedelta(seconds=seconds)
        DeliveryFactory.create(
            event=sale, receiver=receiver, done=True, started_at=started_at, duration_ms=50
        )
    page = viewer.get(address(sale.correlation_id))
    labels = [tick.label for tick in page.context["waterfall"].ticks]
    assert labels[:3] == ["0", "+4.0 s", "+9.0 s"]


def test_lost_receiver_is_shown_with_its_reason(
    viewer: Client, sale: StoredEvent, settings: Settings
) -> None:
    settings.EVENTS_TRACE = True
    page = viewer.get(address(sale.correlation_id)).text
    assert "The process ended before the receiver ran." in page


def test_visitor_sees_masked_data_without_frames(visitor: Client, sale: StoredEvent) -> None:
    for page in (address(sale.correlation_id), f"/events/flows/{sale.correlation_id}.json"):
        text = visitor.get(page).text
        assert "Kim Larsen" not in text
        assert "mail.py" not in text
        assert "user 77" not in text


def test_viewer_sees_personal_data_and_frames(viewer: Client, sale: StoredEvent) -> None:
    text = viewer.get(address(sale.correlation_id)).text
    assert "Kim Larsen" in text
    assert "mail.py" in text
    assert "user 77" in text


def test_unknown_signal_is_masked_entirely(visitor: Client) -> None:
    stored = StoredEventFactory.create(signal="mill.flour_ground", payload={"miller": "Kim"})
    assert "Kim" not in visitor.get(address(stored.correlation_id)).text


def test_unknown_flow_is_an_empty_page(viewer: Client) -> None:
    page = viewer.get(address(uuid7()))
    assert page.status_code == 200
    assert "They may have been pruned" in page.text


def test_refusal_is_shown_with_its_reason(viewer: Client) -> None:
    refusal = RefusalFactory.create(receiver_runs=[LABEL], payload={"sku": "assam"})
    page = viewer.get(address(refusal.correlation_id)).text
    assert "Some lines are not available." in page
    assert "done, then rolled back" in page


@pytest.mark.parametrize("target", ["waterfall", "flow"])
def test_polling_gets_news_only(viewer: Client, sale: StoredEvent, target: str) -> None:
    page, polls = address(sale.correlation_id), {"HX-Request": "true", "HX-Target": target}
    seen = viewer.get(page).context["flow"].fingerprint
    assert viewer.get(page, {"seen": seen}, headers=polls).status_code == 204
    DeliveryFactory.create(event=sale, receiver="teashop.fail", status=Status.RUNNING)
    answer = viewer.get(page, {"seen": seen}, headers=polls)
    assert answer.status_code == 200
    assert f'<section id="{target}"' in answer.text
    assert "<html" not in answer.text
    assert 'data-settled="false"' in answer.text
    assert "hx-get" in answer.text


def test_settled_flow_does_not_poll(viewer: Client, sale: StoredEvent) -> None:
    assert "hx-get" not in viewer.get(address(sale.correlation_id)).text


def test_progress_changes_with_each_attempt(sale: StoredEvent) -> None:
    before = progress(sale.correlation_id)
    assert before.settled
    DeliveryFactory.create(event=sale, receiver="teashop.fail")
    after = progress(sale.correlation_id)
    assert not after.settled
    assert after.stamp != before.stamp


def test_title_links_to_the_subject_of_the_flow(viewer: Client, sale: StoredEvent) -> None:
    def shop_order(*, question: FlowReferences, **kwargs: object) -> list[FlowReference]:
        order = FlowReference(correlation_id=sale.correlation_id, title="Order T-1", url="/T-1/")
        return [order]

    flow_references.connect(shop_order)
    try:
        page = viewer.get(address(sale.correlation_id)).text
        found = viewer.get("/events/log/", {"correlation_id": "T-1"}).context["page"].rows
    finally:
        flow_references.disconnect(shop_order)
    assert '<a href="/T-1/">Order T-1</a>' in page
    assert len(found) == 2


def test_json_lists_events_and_refusals(viewer: Client, sale: StoredEvent) -> None:
    RefusalFactory.create(correlation_id=sale.correlation_id)
    flow = viewer.get(f"/events/flows/{sale.correlation_id}.json").json()
    assert flow["settled"] is True
    assert [event["name"] for event in flow["events"]] == [TEA, PARCEL]
    receivers = flow["events"][0]["receivers"]
    assert {"name": "teashop.write_receipt", "attempts": 2}.items() <= receivers[-1].items()
    assert [refusal["refused_with"] for refusal in flow["refusals"]] == ["LinesUnavailable"]


def test_cost_does_not_grow_with_events(
    viewer: Client, sale: StoredEvent, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        event = StoredEventFactory.create(correlation_id=sale.correlation_id)
        DeliveryFactory.create(event=event)
    # The session, the user, two of permissions, three of the flow, and one of each answer.
    with django_assert_max_num_queries(9):
        viewer.get(address(sale.correlation_id))
