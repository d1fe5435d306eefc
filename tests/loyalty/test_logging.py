"""What loyalty announces leaves a line in the log."""

import logging

import pytest

from orders.signals import order_completed
from tests.config.factories import UserFactory
from tests.loyalty.stories import ORDER, announce, completed


@pytest.mark.django_db(transaction=True)
def test_an_award_and_a_climb_are_logged_without_a_name(caplog: pytest.LogCaptureFixture) -> None:
    ada = UserFactory.create().pk

    with caplog.at_level(logging.INFO, logger="loyalty.events"):
        announce(order_completed, completed(ada, goods_paid=completed(ada).goods_paid + 400))

    lines = {record.message: vars(record) for record in caplog.records if "loyalty" in record.name}
    assert lines.keys() == {"loyalty.points_awarded", "loyalty.tier_reached"}
    assert lines["loyalty.points_awarded"]["points"] == "524"
    assert lines["loyalty.points_awarded"]["order_id"] == str(ORDER)
    assert lines["loyalty.tier_reached"]["tier"] == "Silver"
    assert "Ada" not in str(lines)
