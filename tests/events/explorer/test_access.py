"""Who can see the explorer, who can retry and replay, and what is logged."""

from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from events.models import Delivery, Status
from tests.accounts.factories import client_with
from tests.events.factories import DeliveryFactory

pytestmark = pytest.mark.django_db

NO_FLOW = UUID("01900000-0000-7000-8000-000000000001")
PAGES = [
    "/events/",
    "/events/map.json",
    "/events/map.mermaid",
    "/events/log/",
    "/events/failed/",
    f"/events/flows/{NO_FLOW}/",
    f"/events/flows/{NO_FLOW}.json",
]


@pytest.mark.parametrize("page", PAGES)
def test_page_needs_the_permission(client: Client, viewer: Client, page: str) -> None:
    assert client.get(page).headers["Location"].startswith("/account/login/?next=/events/")
    assert client_with().get(page).status_code == 403
    assert client_with("change_delivery").get(page).status_code == 403
    shown = viewer.get(page)
    assert shown.status_code == 200
    assert "private" in shown.headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_visitor_reads_a_public_explorer(visitor: Client, page: str) -> None:
    assert visitor.get(page).status_code == 200


def test_polling_ends_with_the_session(viewer: Client, settings: Settings) -> None:
    settings.EVENTS_EXPLORER_PUBLIC = False
    page, polls = f"/events/flows/{NO_FLOW}/", {"HX-Request": "true", "HX-Target": "waterfall"}
    assert viewer.get(page, headers=polls).status_code == 200
    viewer.logout()
    assert viewer.get(page, headers=polls).status_code == 302


def test_public_explorer_offers_no_retry(visitor: Client) -> None:
    delivery = DeliveryFactory.create(status=Status.FAILED)
    assert "Retry" not in visitor.get("/events/failed/").text
    assert "Deliver again" not in visitor.get(f"/events/{delivery.event_id}/").text

    visitor.post("/events/failed/retry/", {"all": "yes"})
    visitor.post(f"/events/{delivery.event_id}/replay/", {"receiver": delivery.receiver})
    delivery.refresh_from_db()
    assert delivery.status == Status.FAILED


def test_retry_needs_its_own_permission(viewer: Client) -> None:
    delivery = DeliveryFactory.create(status=Status.FAILED)
    assert viewer.post("/events/failed/retry/", {"all": "yes"}).status_code == 403
    assert viewer.post(f"/events/{delivery.event_id}/replay/").status_code == 403
    assert Delivery.objects.failed().count() == 1


def test_login_returns_to_the_page_of_the_form(client: Client) -> None:
    def next_page(referer: str) -> str:
        answer = client.post("/events/failed/retry/", headers={"Referer": referer})
        return str(answer.headers["Location"])

    assert next_page("http://testserver/events/failed/").endswith("/events/failed/")
    assert next_page("https://elsewhere.example/").endswith("next=/")
