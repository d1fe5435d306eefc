"""Who is told what: one message for an event, an addressee and a kind."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from uuid_utils.compat import uuid7

from events.models import StoredEvent
from notifications import receivers
from notifications.models import Kind, Message
from tests.accounts.factories import UserFactory
from tests.notifications import stories
from tests.notifications.counting import statements
from tests.notifications.factories import PreferenceFactory, StaffFactory
from tests.notifications.stories import hear

pytestmark = pytest.mark.django_db

OF_ORDERS = [
    (receivers.write_receipt, stories.completed, Kind.RECEIPT),
    (receivers.tell_of_shipping, stories.shipped, Kind.SHIPPED),
    (receivers.tell_of_arrival, stories.delivered, Kind.DELIVERED),
    (receivers.tell_of_cancellation, stories.cancelled, Kind.CANCELLED),
    (receivers.tell_of_refund, stories.refunded, Kind.REFUNDED),
]


def announced() -> list[str]:
    entries = StoredEvent.objects.filter(signal="notifications.message_written").order_by("id")
    return [entry.payload["message_id"] for entry in entries]


@pytest.mark.parametrize(("receiver", "story", "kind"), OF_ORDERS)
def test_a_guest_is_told_by_e_mail(
    receiver: Callable[..., None], story: Callable[..., object], kind: Kind
) -> None:
    hear(receiver, story())

    message = Message.objects.get()
    assert (message.kind, message.recipient, message.email) == (kind, None, stories.GUEST)
    assert message.order_id == stories.ORDER_ID
    assert message.wants_email
    assert announced() == [str(message.pk)]


@pytest.mark.parametrize(("receiver", "story", "kind"), OF_ORDERS)
def test_a_customer_is_told_in_the_inbox_and_at_the_address_of_the_order(
    receiver: Callable[..., None], story: Callable[..., object], kind: Kind
) -> None:
    ada = UserFactory.create()

    hear(receiver, story(customer_id=ada.pk, email="ada@work.example"))

    message = Message.objects.get()
    assert (message.kind, message.recipient, message.email) == (kind, ada, "ada@work.example")


def test_a_message_keeps_what_the_event_said_and_no_link() -> None:
    hear(receivers.tell_of_shipping, stories.shipped())

    assert Message.objects.get().context == {
        "order_id": str(stories.ORDER_ID),
        "number": "S-1042",
        "customer_id": None,
        "name": "Grace Hopper",
        "carrier": "Parcel Post",
        "tracking_number": "PIGEON-7",
    }


def test_whose_account_is_gone_is_told_as_a_guest() -> None:
    hear(receivers.tell_of_shipping, stories.shipped(customer_id=987654))

    message = Message.objects.get()
    assert (message.recipient, message.email) == (None, stories.GUEST)


def test_points_and_tiers_are_told_to_the_account() -> None:
    ada = UserFactory.create()

    hear(receivers.tell_of_points, stories.points(ada.pk))
    hear(receivers.tell_of_tier, stories.tier(ada.pk))

    told = Message.objects.select_related("recipient").order_by("id")
    assert [(each.kind, each.recipient, each.email) for each in told] == [
        (Kind.POINTS, ada, ada.email),
        (Kind.TIER, ada, ada.email),
    ]
    assert [each.order_id for each in told] == [stories.ORDER_ID, None]


def test_nobody_is_told_of_the_points_of_an_account_that_is_gone() -> None:
    hear(receivers.tell_of_points, stories.points(987654))

    assert not Message.objects.exists()


def test_staff_hear_of_the_stock_and_customers_do_not() -> None:
    UserFactory.create()
    StaffFactory.create(is_active=False)
    keeper, baker = StaffFactory.create_batch(2)

    hear(receivers.warn_of_low_stock, stories.low())
    hear(receivers.warn_of_empty_stock, stories.depleted())

    told = Message.objects.order_by("id").values_list("kind", "recipient")
    assert list(told) == [
        ("stock_low", keeper.pk),
        ("stock_low", baker.pk),
        ("sold_out", keeper.pk),
        ("sold_out", baker.pk),
    ]
    assert len(announced()) == 4


def test_staff_hear_once_of_what_sells_out_in_one_move() -> None:
    StaffFactory.create()

    hear(receivers.warn_of_low_stock, stories.low(available=0))
    hear(receivers.warn_of_empty_stock, stories.depleted())

    assert Message.objects.get().kind == Kind.SOLD_OUT


def test_who_has_no_address_finds_it_in_the_inbox() -> None:
    keeper = StaffFactory.create(email="")

    hear(receivers.warn_of_low_stock, stories.low())

    message = Message.objects.get()
    assert (message.recipient, message.wants_email) == (keeper, False)
    assert announced() == []


def test_who_wants_no_e_mail_of_a_kind_finds_it_in_the_inbox() -> None:
    ada = UserFactory.create()
    PreferenceFactory.create(user=ada, kind=Kind.POINTS, by_email=False)
    PreferenceFactory.create(user=ada, kind=Kind.TIER, by_email=True)

    hear(receivers.tell_of_points, stories.points(ada.pk))
    hear(receivers.tell_of_tier, stories.tier(ada.pk))

    wanted = dict(Message.objects.values_list("kind", "wants_email"))
    assert wanted == {"points": False, "tier": True}
    assert announced() == [str(Message.objects.get(kind=Kind.TIER).pk)]


def test_an_event_heard_twice_is_told_once() -> None:
    ada = UserFactory.create()
    event_id = uuid7()

    for event in (stories.completed(), stories.completed(customer_id=ada.pk)):
        for _ in range(3):
            hear(receivers.write_receipt, event, event_id=event_id)

    assert Message.objects.count() == 2
    assert len(announced()) == 2


def test_two_events_of_one_kind_are_told_twice() -> None:
    hear(receivers.tell_of_refund, stories.refunded())
    hear(receivers.tell_of_refund, stories.refunded())

    assert Message.objects.count() == 2


def test_warning_many_costs_no_more_statements_than_warning_two() -> None:
    def warning() -> int:
        with CaptureQueriesContext(connection) as counted:
            hear(receivers.warn_of_low_stock, stories.low())
        return len(counted)

    StaffFactory.create_batch(2)
    few = warning()
    StaffFactory.create_batch(20)

    assert warning() == few


def test_many_who_want_no_e_mail_cost_no_statement_more() -> None:
    for keeper in StaffFactory.create_batch(12):
        PreferenceFactory.create(user=keeper, kind=Kind.STOCK_LOW)

    with statements(exactly=4):  # the staff, what they want, the INSERT, what of it was new
        hear(receivers.warn_of_low_stock, stories.low())

    assert Message.objects.count() == 12
