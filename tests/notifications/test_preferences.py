"""An account chooses what goes out by e-mail, too."""

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from notifications import receivers, services
from notifications.models import Kind, Message, Preference
from tests.accounts.factories import UserFactory
from tests.notifications import stories
from tests.notifications.counting import statements
from tests.notifications.factories import PreferenceFactory, StaffFactory
from tests.notifications.stories import hear

pytestmark = pytest.mark.django_db

PREFERENCES = "/notifications/preferences/"


@pytest.fixture
def ada(client: Client) -> User:
    """A customer, who is logged in."""
    customer: User = UserFactory.create()
    client.force_login(customer)
    return customer


def test_everything_is_e_mailed_until_it_is_turned_off(client: Client, ada: User) -> None:
    response = client.get(PREFERENCES)

    form = response.context["form"]
    assert all(field.initial for field in form.fields.values())
    assert list(form.fields) == [
        "receipt",
        "shipped",
        "delivered",
        "cancelled",
        "refunded",
        "points",
        "tier",
        "back_in_stock",
    ]


def test_what_is_left_unticked_is_e_mailed_no_more(client: Client, ada: User) -> None:
    response = client.post(PREFERENCES, {"shipped": "on"})

    assert (response.status_code, response["Location"]) == (303, PREFERENCES)
    hear(receivers.tell_of_shipping, stories.shipped(customer_id=ada.pk))
    hear(receivers.tell_of_points, stories.points(ada.pk))
    assert dict(Message.objects.values_list("kind", "wants_email")) == {
        "shipped": True,
        "points": False,
    }
    assert "checked" in str(client.get(PREFERENCES).context["form"]["shipped"])
    assert "checked" not in str(client.get(PREFERENCES).context["form"]["points"])


def test_it_can_be_turned_on_again(client: Client, ada: User) -> None:
    PreferenceFactory.create(user=ada, kind=Kind.POINTS, by_email=False)

    client.post(PREFERENCES, {"points": "on"})

    assert Preference.objects.get(user=ada, kind=Kind.POINTS).by_email


def test_the_receipt_cannot_be_turned_off(client: Client, ada: User) -> None:
    client.post(PREFERENCES, {"receipt": ""})

    hear(receivers.write_receipt, stories.completed(customer_id=ada.pk))
    assert Message.objects.get().wants_email


def test_the_database_holds_on_to_the_receipt(ada: User) -> None:
    with pytest.raises(IntegrityError):
        services.choose_email(ada.pk, {Kind.RECEIPT: False})


def test_staff_choose_about_the_stock_too_and_customers_cannot(client: Client, ada: User) -> None:
    client.post(PREFERENCES, {"stock_low": "on"})
    assert not Preference.objects.filter(kind=Kind.STOCK_LOW).exists()

    keeper = StaffFactory.create()
    client.force_login(keeper)
    assert "stock_low" in client.get(PREFERENCES).context["form"].fields
    client.post(PREFERENCES, {})
    hear(receivers.warn_of_low_stock, stories.low())
    assert not Message.objects.get(recipient=keeper).wants_email


def test_nonsense_changes_nothing_but_what_is_unticked(client: Client, ada: User) -> None:
    response = client.post(PREFERENCES, {"points": "DROP TABLE", "unknown": "on"})

    assert response.status_code == 303
    assert Preference.objects.get(user=ada, kind=Kind.POINTS).by_email
    assert Preference.objects.count() == 8


@pytest.mark.usefixtures("ada")
def test_preferences_cost_two_statements(client: Client) -> None:
    with statements(exactly=2, on="notifications_"):  # what was chosen, the unread count
        client.get(PREFERENCES)
