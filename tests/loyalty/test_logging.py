"""Loyalty's events are logged."""

import logging
from decimal import Decimal

import pytest

from orders.signals import order_completed
from tests.accounts.factories import UserFactory
from tests.order_events import ORDER_ID, publish
from tests.order_events.factories import CompletedFactory


@pytest.mark.django_db(transaction=True)
def test_awards_and_tiers_are_logged_without_names(caplog: pytest.LogCaptureFixture) -> None:
    completed = CompletedFactory.build(
        customer_id=UserFactory.create().pk, goods_paid=Decimal("524.10")
    )

    with caplog.at_level(logging.INFO, logger="loyalty.events"):
        publish(order_completed, completed, app="loyalty")

    lines = {record.message: vars(record) for record in caplog.records if "loyalty" in record.name}
    assert lines.keys() == {"loyalty.points_awarded", "loyalty.tier_reached"}
    assert str(lines["loyalty.points_awarded"]["points"]) == "524"
    assert lines["loyalty.points_awarded"]["order_id"] == str(ORDER_ID)
    assert lines["loyalty.tier_reached"]["tier"] == "Silver"
    assert "Grace" not in str(lines)
