"""The page of one event, and its replay."""

import logging
from uuid import uuid4

import pytest
from django.test import Client

from events.api import DURABLE
from events.models import Delivery, Status, StoredEvent
from tests.events.conftest import Connect
from tests.events.factories import DeliveryFactory, StoredEventFactory
from tests.events.teashop import receivers
from tests.events.teashop.signals import tea_sold

pytestmark = pytest.mark.django_db

RECEIPT = "teashop.write_receipt"


@pytest.fixture
def sale(connect: Connect) -> StoredEvent:
    """Return a sale that was published before its durable receiver was connected."""
    connect(tea_sold, receivers.write_receipt, DURABLE)
    stored: StoredEvent = StoredEventFactory.create(
        signal=tea_sold.name, payload={"sku": "assam"}, actor="77", request_id="edge-7f3a91c2"
    )
    return stored


def test_page_shows_payload_metadata_and_effects(viewer: Client, sale: StoredEvent) -> None:
    child = StoredEventFactory.create(correlation_id=sale.correlation_id, causation_id=sale.id)
    page = viewer.get(f"/events/{sale.id}/").text
    assert "&quot;sku&quot;: &quot;assam&quot;" in page
    assert "/events/log/?actor=77" in page
    assert "/events/log/?request_id=edge-7f3a91c2" in page
    assert f"/events/{child.id}/" in page
    assert f"/events/{sale.id}/" in viewer.get(f"/events/{child.id}/").text


def test_unknown_event_is_not_found(viewer: Client) -> None:
    assert viewer.get(f"/events/{uuid4()}/").status_code == 404


def test_later_receiver_gets_the_event(operator: Client, sale: StoredEvent) -> None:
    page = operator.get(f"/events/{sale.id}/").text
    assert "connected after this event was published" in page
    assert "Deliver now" in page
    answer = operator.post(f"/events/{sale.id}/replay/", {"receiver": RECEIPT}, follow=True)
    assert f"The event will be delivered to {RECEIPT} again." in answer.text
    assert Delivery.objects.get().status == Status.PENDING


def test_finished_delivery_is_replayed(operator: Client, sale: StoredEvent) -> None:
    DeliveryFactory.create(event=sale, receiver=RECEIPT, done=True)
    assert "Deliver again" in operator.get(f"/events/{sale.id}/").text
    operator.post(f"/events/{sale.id}/replay/", {"receiver": RECEIPT})
    assert Delivery.objects.get().status == Status.PENDING
    assert "Attempt 1 done" in operator.get(f"/events/{sale.id}/").text


@pytest.mark.parametrize(
    ("receiver", "message"),
    [("", "is not a durable receiver"), (RECEIPT, "has not finished with this event yet")],
)
def test_replay_explains_why_it_is_not_possible(
    operator: Client, sale: StoredEvent, receiver: str, message: str
) -> None:
    DeliveryFactory.create(event=sale, receiver=RECEIPT)
    answer = operator.post(f"/events/{sale.id}/replay/", {"receiver": receiver}, follow=True)
    assert message in answer.text


def test_disconnected_receiver_is_marked(operator: Client, sale: StoredEvent) -> None:
    DeliveryFactory.create(event=sale, receiver="teashop.write_invoice", status=Status.FAILED)
    page = operator.get(f"/events/{sale.id}/").text
    assert "failed, not connected" in page
    assert "Deliver again" not in page


def test_replay_is_logged_with_the_event(
    operator: Client, sale: StoredEvent, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="security"):
        operator.post(f"/events/{sale.id}/replay/", {"receiver": RECEIPT})
    record = next(r for r in caplog.records if r.getMessage() == "event_replayed")
    assert record.__dict__["event_id"] == str(sale.id)
    assert record.__dict__["receiver"] == RECEIPT
