"""The event log: its filters and its pages."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.models import Status, StoredEvent, lowest_id
from events.signals import minute_passed
from tests.events.factories import DeliveryFactory, StoredEventFactory

pytestmark = pytest.mark.django_db

LOG = "/events/log/"
TEA, PARCEL = "teashop.tea_sold", "teashop.parcel_sent"


def listed(client: Client, **filters: str) -> list[StoredEvent]:
    """Return the events that the log lists with these filters."""
    page = client.get(LOG, filters).context["page"]
    return list(page.rows)


def test_newest_event_comes_first(viewer: Client) -> None:
    first, second = StoredEventFactory.create(), StoredEventFactory.create()
    assert listed(viewer) == [second, first]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("signal", TEA),
        ("app", "teashop"),
        ("actor", "77"),
        ("request_id", "edge-7f3a91c2"),
        ("text", "Assam"),
        ("correlation_id", "01900000-0000-7000-8000-000000000001"),
    ],
)
def test_log_is_filtered(viewer: Client, name: str, value: str) -> None:
    wanted = StoredEventFactory.create(
        signal=TEA,
        payload={"sku": "assam"},
        actor="77",
        request_id="edge-7f3a91c2",
        correlation_id=UUID("01900000-0000-7000-8000-000000000001"),
    )
    StoredEventFactory.create()
    assert listed(viewer, **{name: value}) == [wanted]


def test_log_is_filtered_by_the_state_of_a_delivery(viewer: Client) -> None:
    failed = DeliveryFactory.create(status=Status.FAILED)
    DeliveryFactory.create(done=True)
    assert listed(viewer, status="failed") == [failed.event]


def test_minutes_of_the_clock_are_shown_on_demand(viewer: Client) -> None:
    minute = StoredEventFactory.create(signal=minute_passed.name)
    assert listed(viewer) == []
    assert listed(viewer, ticks="on") == [minute]
    assert listed(viewer, signal=minute_passed.name) == [minute]


def test_filters_without_index_search_seven_days(viewer: Client) -> None:
    last_month = timezone.now() - timedelta(days=30)
    old = StoredEventFactory.create(
        id=lowest_id(last_month), occurred_at=last_month, actor="77", request_id="edge-1"
    )
    assert listed(viewer) == [old]
    assert listed(viewer, actor="77") == []
    assert listed(viewer, request_id="edge-1") == []
    since = (last_month - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert listed(viewer, actor="77", since=since) == [old]


def test_visitor_cannot_guess_personal_data(visitor: Client) -> None:
    parcel = StoredEventFactory.create(
        signal=PARCEL, payload={"recipient": "Kim", "grams": "200"}, actor="77"
    )
    StoredEventFactory.create(signal=TEA, payload={"sku": "assam"})
    assert listed(visitor, text="Kim") == []
    assert listed(visitor, text="200") == [parcel]
    assert len(listed(visitor, actor="1")) == 2, "the filter is not offered"
    assert 'name="actor"' not in visitor.get(LOG).text


def test_viewer_searches_personal_data(viewer: Client) -> None:
    parcel = StoredEventFactory.create(signal=PARCEL, payload={"recipient": "Kim"})
    assert listed(viewer, text="kim") == [parcel]


@pytest.mark.parametrize(
    "filters", [{"correlation_id": "S-1"}, {"signal": "mill.flour_ground"}, {"since": "x"}]
)
def test_invalid_filter_is_explained(viewer: Client, filters: dict[str, str]) -> None:
    page = viewer.get(LOG, filters)
    assert page.status_code == 200
    assert "field-error" in page.text
    assert "page" not in page.context


def test_older_events_are_on_the_next_page(viewer: Client) -> None:
    StoredEventFactory.create_batch(60)
    first = viewer.get(LOG).context["page"]
    assert len(first.rows) == 50
    assert f"before={first.older}" in viewer.get(LOG).text
    assert len(listed(viewer, before=str(first.older))) == 10
    assert len(listed(viewer, before="x")) == 50


def test_empty_log_says_when_events_appear(viewer: Client) -> None:
    assert "No event has been published yet." in viewer.get(LOG).text
    assert "No event matches this filter." in viewer.get(LOG, {"signal": TEA}).text


def test_cost_does_not_grow_with_the_log(
    viewer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    DeliveryFactory.create_batch(30)
    # The user, two of permissions, two of the log, and the numbers of all orders in a savepoint.
    with django_assert_max_num_queries(8):
        viewer.get(LOG)
