"""The event explorer finds the flow of an order by its number, and links the order."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from tests.events.factories import StoredEventFactory
from tests.orders.factories import OrderFactory

pytestmark = pytest.mark.django_db


def test_timeline_and_order_link_each_other(client: Client, settings: Settings) -> None:
    settings.EVENTS_EXPLORER_PUBLIC = True
    order = OrderFactory.create()
    page = client.get(f"/events/flows/{order.pk}/").text
    assert f'<a href="/orders/{order.pk}/">Order {order.number}</a>' in page


@pytest.mark.parametrize("write", [str.upper, str.lower])
def test_event_log_is_searched_by_order_number(
    client: Client, settings: Settings, write: Callable[[str], str]
) -> None:
    settings.EVENTS_EXPLORER_PUBLIC = True
    order = OrderFactory.create(number="SHOP-7F3K-2Q9X")
    stored = StoredEventFactory.create(correlation_id=order.pk)
    StoredEventFactory.create()
    page = client.get("/events/log/", {"correlation_id": write(order.number)})
    assert page.context["page"].rows == [stored]
