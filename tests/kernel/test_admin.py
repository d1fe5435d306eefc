"""The journal in the admin: everything to see, nothing to change, failed deliveries to retry."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events import DURABLE
from events.models import Delivery, Refusal, StoredEvent
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import TooDark, lamp_lit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("failing_receivers")]

MODELS: list[type[models.Model]] = [StoredEvent, Delivery, Refusal]
EVENING = UUID(int=21)


@pytest.fixture
def mayor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("mayor@example.com"))
    return client


@pytest.fixture
def _an_evening(connect: Connect) -> None:
    """One event of which a delivery failed, and one that was refused."""
    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    an_evening(connect, "Long Lane")


def an_evening(connect: Connect, street: str) -> None:
    mishaps.append(ValueError("broken wick"))
    light(street, correlation_id=EVENING)
    deliver_all(failures=True)
    lamp_lit.connect(receivers.refuse)
    with pytest.raises(TooDark):
        light("Dark Lane", correlation_id=EVENING)
    lamp_lit.disconnect(receivers.refuse)


def address(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:events_{model._meta.model_name}_{page}", args=args)


@pytest.mark.usefixtures("_an_evening")
@pytest.mark.parametrize("model", MODELS)
def test_rows_are_listed_found_and_shown(mayor: Client, model: type[models.Model]) -> None:
    row = model._default_manager.get()
    assert str(row.pk) in mayor.get(address(model, "changelist")).text
    found = mayor.get(address(model, "changelist"), {"q": str(EVENING)})
    assert str(row.pk) in found.text
    assert "kernel" in mayor.get(address(model, "change", row.pk)).text


@pytest.mark.usefixtures("_an_evening")
@pytest.mark.parametrize("words", ["kernel", "no id", "1", "0" * 40, "%", "'", "\N{CANDLE}"])
@pytest.mark.parametrize("model", MODELS)
def test_a_search_for_anything_gets_an_answer(
    mayor: Client, model: type[models.Model], words: str
) -> None:
    assert mayor.get(address(model, "changelist"), {"q": words}).status_code == 200


@pytest.mark.usefixtures("_an_evening")
@pytest.mark.parametrize("model", MODELS)
def test_nothing_can_be_added_changed_or_deleted(mayor: Client, model: type[models.Model]) -> None:
    row = model._default_manager.get()
    assert mayor.get(address(model, "add")).status_code == 403
    assert mayor.post(address(model, "change", row.pk), {}).status_code == 403
    assert mayor.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_the_same_however_long_it_is(
    mayor: Client, connect: Connect, model: type[models.Model]
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            mayor.get(address(model, "changelist"))
        return len(asked)

    connect(lamp_lit, receivers.stumble, DURABLE, attempts=1)
    an_evening(connect, "Long Lane")
    statements()
    for_one = statements()
    for number in range(4):
        an_evening(connect, f"Street {number}")
    assert statements() == for_one


@pytest.mark.usefixtures("_an_evening")
def test_failed_deliveries_are_retried_by_whoever_may_see_them(client: Client) -> None:
    clerk = User.objects.create_user("clerk@example.com", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    client.force_login(clerk)
    row = Delivery.objects.get()
    response = client.post(
        address(Delivery, "changelist"),
        {"action": "retry", "_selected_action": [row.pk]},
        follow=True,
    )
    assert "1 deliveries will be tried again." in response.text
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("pending", 0)


@pytest.mark.usefixtures("_an_evening")
def test_those_who_may_not_see_them_may_not_retry_them(client: Client) -> None:
    client.force_login(User.objects.create_user("clerk@example.com", is_staff=True))
    row = Delivery.objects.get()
    response = client.post(
        address(Delivery, "changelist"), {"action": "retry", "_selected_action": [row.pk]}
    )
    assert response.status_code == 403
    row.refresh_from_db()
    assert row.status == "failed"
