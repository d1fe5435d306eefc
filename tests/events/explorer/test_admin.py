"""The event log in the admin: read-only, at a cost that does not depend on its length."""

import logging

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from events.explorer.admin_base import CappedPaginator
from events.models import Delivery, Status
from tests.accounts.factories import UserFactory, client_with
from tests.events.factories import DeliveryFactory, RefusalFactory, StoredEventFactory
from tests.orders.factories import OrderFactory

pytestmark = pytest.mark.django_db

EVENTS = "/admin/events/storedevent/"
DELIVERIES = "/admin/events/delivery/"
REFUSALS = "/admin/events/refusal/"


def listed(client: Client, page: str, **query: str) -> int:
    """Return the number of rows that a list shows."""
    answer = client.get(page, query)
    assert answer.status_code == 200
    return len(answer.context["cl"].result_list)


@pytest.mark.parametrize("page", [EVENTS, DELIVERIES, REFUSALS])
def test_lists_need_a_fixed_number_of_statements(
    admin_client: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    DeliveryFactory.create_batch(12)
    RefusalFactory.create_batch(12)
    # The session's user, their second factor, the failed deliveries, the count, the rows and
    # the names of their flows in a savepoint of the test.
    with django_assert_max_num_queries(8):
        assert listed(admin_client, page) == 12


def test_count_of_a_list_is_capped(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CappedPaginator, "max_count", 3)
    StoredEventFactory.create_batch(5)
    assert admin_client.get(EVENTS).context["cl"].result_count == 3


def test_lists_are_filtered_and_searched(admin_client: Client) -> None:
    failed = DeliveryFactory.create(status=Status.FAILED)
    StoredEventFactory.create(signal="teashop.tea_sold")
    correlation_id = str(failed.event.correlation_id)

    assert listed(admin_client, EVENTS, signal="teashop.tea_sold") == 1
    assert listed(admin_client, EVENTS, q=correlation_id) == 1
    assert listed(admin_client, EVENTS, q=str(failed.event_id)) == 1
    assert listed(admin_client, EVENTS, q="tea") == 0
    assert listed(admin_client, DELIVERIES, q=correlation_id, status="failed") == 1
    assert listed(admin_client, DELIVERIES, status="pending") == 0
    assert listed(admin_client, DELIVERIES, q="tea") == 0
    assert listed(admin_client, REFUSALS, q=correlation_id) == 0


@pytest.mark.parametrize("query", ["attempts=-Infinity", "event__id=x", "last_error__contains=kim"])
def test_other_filters_are_refused(admin_client: Client, query: str) -> None:
    assert admin_client.get(f"{DELIVERIES}?{query}").status_code == 400


def test_malformed_selection_is_refused(admin_client: Client) -> None:
    form = {"action": "retry", "_selected_action": "x"}
    assert admin_client.post(DELIVERIES, form).status_code == 400


def test_selected_deliveries_are_retried(caplog: pytest.LogCaptureFixture) -> None:
    failed, done = DeliveryFactory.create(status=Status.FAILED), DeliveryFactory.create(done=True)
    form = {"action": "retry", "_selected_action": [failed.pk, done.pk]}
    with caplog.at_level(logging.INFO, logger="security"):
        client = client_with("view_delivery", "change_delivery", is_staff=True)
        page = client.post(DELIVERIES, form, follow=True)
    assert "1 delivery will be retried." in page.text
    assert "deliveries_retried" in [record.getMessage() for record in caplog.records]


def test_retry_in_the_admin_needs_the_permission() -> None:
    failed = DeliveryFactory.create(status=Status.FAILED)
    client = client_with("view_delivery", is_staff=True)
    assert "Retry selected" not in client.get(DELIVERIES).text
    client.post(DELIVERIES, {"action": "retry", "_selected_action": failed.pk})
    assert Delivery.objects.failed().count() == 1


@pytest.mark.parametrize(("is_superuser", "missing"), [(True, set()), (False, {"delivery"})])
def test_rows_are_deleted_with_the_object_they_belong_to(
    rf: RequestFactory, is_superuser: bool, missing: set[str]
) -> None:
    delivery = DeliveryFactory.create()
    request = rf.get("/admin/auth/group/1/delete/")
    request.resolver_match = resolve(request.path)
    request.user = UserFactory.create(is_staff=True, is_superuser=is_superuser)
    page = admin.site.get_model_admin(Delivery)
    _, _, perms_needed, _ = page.get_deleted_objects([delivery], request)
    assert perms_needed == missing


@pytest.mark.parametrize("page", [EVENTS, DELIVERIES, REFUSALS])
def test_rows_name_the_order_and_are_found_by_its_number(admin_client: Client, page: str) -> None:
    order = OrderFactory.create()
    event = StoredEventFactory.create(correlation_id=order.pk)
    DeliveryFactory.create(event=event)
    RefusalFactory.create(correlation_id=order.pk)
    DeliveryFactory.create()
    RefusalFactory.create()

    found = admin_client.get(page, {"q": order.number.lower()})

    assert len(found.context["cl"].result_list) == 1
    assert f'<a href="/events/flows/{order.pk}/">Order {order.number}</a>' in found.text
    assert listed(admin_client, page, q="SHOP-0000-0000") == 0
    assert listed(admin_client, page) == 2
