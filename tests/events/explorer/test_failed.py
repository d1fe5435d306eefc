"""The page of failures: groups, retry, alarms and refusals."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import Delivery, Status
from tests.events.factories import DeliveryFactory, RefusalFactory

pytestmark = pytest.mark.django_db

FAILED, RETRY = "/events/failed/", "/events/failed/retry/"
ERROR = 'Traceback (most recent call last):\n  File "mail.py", line 3\nOSError: refused'

type Failures = Callable[..., list[Delivery]]


@pytest.fixture
def failures() -> Failures:
    """Return a function that creates failed deliveries."""

    def create(count: int = 1, **fields: object) -> list[Delivery]:
        fields = {"status": Status.FAILED, "attempts": 8, "last_error": ERROR, **fields}
        return DeliveryFactory.create_batch(count, **fields)

    return create


def test_failures_are_grouped_by_receiver_and_error(viewer: Client, failures: Failures) -> None:
    failures(3)
    failures(last_error="LookupError: no such sku")
    failures(receiver="teashop.write_receipt")
    groups = viewer.get(FAILED).context["groups"]
    assert sorted((group.receiver, group.error, len(group.deliveries)) for group in groups) == [
        ("loyalty.award_points", "LookupError: no such sku", 1),
        ("loyalty.award_points", "OSError: refused", 3),
        ("teashop.write_receipt", "OSError: refused", 1),
    ]


def test_large_group_lists_its_newest_deliveries(operator: Client, failures: Failures) -> None:
    failures(25)
    page = operator.get(FAILED).text
    assert "Only the newest 20 are listed." in page
    assert "Retry all 25" in page


def test_group_is_retried(operator: Client, failures: Failures) -> None:
    wanted, other = failures(2), failures(receiver="teashop.write_receipt")
    ids = [str(delivery.pk) for delivery in wanted]
    page = operator.post(RETRY, {"delivery": ids}, follow=True)
    assert "2 deliveries will be retried." in page.text
    assert list(Delivery.objects.failed()) == other


def test_receiver_is_retried(operator: Client, failures: Failures) -> None:
    failures(2)
    failures(receiver="teashop.write_receipt")
    page = operator.post(RETRY, {"receiver": "teashop.write_receipt"}, follow=True)
    assert "1 delivery will be retried." in page.text
    assert Delivery.objects.failed().count() == 2


@pytest.mark.parametrize("form", [{}, {"delivery": "x"}, {"delivery": "9" * 30}])
def test_retry_of_nothing_changes_nothing(
    operator: Client, failures: Failures, form: dict[str, str]
) -> None:
    failures()
    assert "There was nothing to retry." in operator.post(RETRY, form, follow=True).text
    assert Delivery.objects.failed().count() == 1


def test_retry_is_logged_with_the_operator(
    operator: Client, failures: Failures, caplog: pytest.LogCaptureFixture
) -> None:
    failures()
    with caplog.at_level(logging.INFO, logger="security"):
        operator.post(RETRY, {"all": "yes"})
    record = next(r for r in caplog.records if r.getMessage() == "deliveries_retried")
    assert record.name == "security"
    assert str(record.__dict__["actor"]) == str(operator.session["_auth_user_id"])


def test_alarms_are_shown(viewer: Client, failures: Failures) -> None:
    failures()
    page = viewer.get(FAILED).text
    assert "1 delivery to loyalty.award_points failed for good" in page
    assert "no worker has ever published a minute" in page


def test_refusals_link_to_their_timeline(viewer: Client) -> None:
    refusal = RefusalFactory.create()
    page = viewer.get(FAILED).text
    assert "Some lines are not available." in page
    assert f"/events/flows/{refusal.correlation_id}/" in page


def test_empty_page_says_what_appears_here(viewer: Client) -> None:
    page = viewer.get(FAILED).text
    assert "No delivery has failed." in page
    assert "Nothing has been refused recently." in page


def test_cost_does_not_grow_with_failures(
    viewer: Client, failures: Failures, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    failures(30)
    viewer.get(FAILED)
    # The user, two of permissions, three of the page, and the numbers of all orders in a savepoint;
    # alarms are cached.
    with django_assert_max_num_queries(9):
        viewer.get(FAILED)
