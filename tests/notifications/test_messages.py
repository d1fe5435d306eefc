"""Who receives which message: one per event, recipient and type."""

from collections.abc import Callable

import pytest
from uuid_utils.compat import uuid7

from events.models import StoredEvent
from notifications import receivers
from notifications.models import Message, MessageType
from tests.accounts.factories import UserFactory
from tests.counting import statements
from tests.notifications.factories import (
    EmailPreferenceFactory,
    PointsAwardedFactory,
    StaffFactory,
    StockDepletedFactory,
    StockLowFactory,
    TierReachedFactory,
)
from tests.order_events import GUEST_EMAIL, ORDER_ID, receive
from tests.order_events.factories import (
    CancelledFactory,
    CompletedFactory,
    DeliveredFactory,
    RefundedFactory,
    ShippedFactory,
)

pytestmark = pytest.mark.django_db

OF_ORDERS = [
    (receivers.send_receipt, CompletedFactory.build, MessageType.RECEIPT),
    (receivers.notify_shipped, ShippedFactory.build, MessageType.SHIPPED),
    (receivers.notify_delivered, DeliveredFactory.build, MessageType.DELIVERED),
    (receivers.notify_cancelled, CancelledFactory.build, MessageType.CANCELLED),
    (receivers.notify_refunded, RefundedFactory.build, MessageType.REFUNDED),
]


def published() -> list[str]:
    events = StoredEvent.objects.filter(signal="notifications.message_written").order_by("id")
    return [event.payload["message_id"] for event in events]


@pytest.mark.parametrize(("receiver", "build", "message_type"), OF_ORDERS)
@pytest.mark.parametrize("has_account", [False, True], ids=["guest", "customer"])
def test_order_is_answered_at_the_address_of_the_order(
    receiver: Callable[..., None],
    build: Callable[..., object],
    message_type: MessageType,
    has_account: bool,
) -> None:
    customer = UserFactory.create() if has_account else None

    receive(receiver, build(customer_id=customer and customer.pk, email="ada@work.example"))

    message = Message.objects.get()
    assert (message.type, message.order_id) == (message_type, ORDER_ID)
    assert (message.recipient, message.email) == (customer, "ada@work.example")
    assert message.wants_email
    assert published() == [str(message.pk)]


def test_receipt_reads_no_preference() -> None:
    event = CompletedFactory.build(customer_id=UserFactory.create().pk)

    with statements(exactly=0, on="emailpreference"):
        receive(receivers.send_receipt, event)


def test_message_stores_no_name_and_no_link() -> None:
    receive(receivers.notify_shipped, ShippedFactory.build())

    assert Message.objects.get().context == {
        "order_id": str(ORDER_ID),
        "number": "S-1042",
        "carrier": "Parcel Post",
        "tracking_number": "PP-4711",
        "tracking_url": "",
    }


def test_deleted_customer_is_notified_as_a_guest() -> None:
    receive(receivers.notify_shipped, ShippedFactory.build(customer_id=987654))

    message = Message.objects.get()
    assert (message.recipient, message.email) == (None, GUEST_EMAIL)


def test_points_and_tiers_are_messages_to_the_account() -> None:
    customer = UserFactory.create()

    receive(receivers.notify_points_awarded, PointsAwardedFactory.build(customer_id=customer.pk))
    receive(receivers.notify_tier_reached, TierReachedFactory.build(customer_id=customer.pk))

    messages = Message.objects.select_related("recipient").order_by("id")
    assert [(message.type, message.recipient, message.email) for message in messages] == [
        (MessageType.POINTS, customer, customer.email),
        (MessageType.TIER, customer, customer.email),
    ]
    assert [message.order_id for message in messages] == [ORDER_ID, None]


def test_points_of_a_deleted_account_are_not_announced() -> None:
    receive(receivers.notify_points_awarded, PointsAwardedFactory.build(customer_id=987654))

    assert not Message.objects.exists()


def test_stock_alarms_reach_staff_who_manage_the_stock() -> None:
    UserFactory.create()
    StaffFactory.create(is_active=False)
    StaffFactory.create(permissions=["change_order"])
    UserFactory.create(is_superuser=True)  # not staff
    manager, owner = StaffFactory.create(), UserFactory.create(is_staff=True, is_superuser=True)

    receive(receivers.notify_staff_low_stock, StockLowFactory.build())
    receive(receivers.notify_staff_sold_out, StockDepletedFactory.build())

    messages = Message.objects.order_by("id").values_list("type", "recipient")
    assert list(messages) == [
        ("stock_low", manager.pk),
        ("stock_low", owner.pk),
        ("sold_out", manager.pk),
        ("sold_out", owner.pk),
    ]
    assert len(published()) == 4


def test_sold_out_product_is_not_reported_as_low() -> None:
    StaffFactory.create()

    receive(receivers.notify_staff_low_stock, StockLowFactory.build(available=0))
    receive(receivers.notify_staff_sold_out, StockDepletedFactory.build())

    assert Message.objects.get().type == MessageType.SOLD_OUT


def test_account_without_address_gets_it_in_the_inbox() -> None:
    StaffFactory.create(email="")

    receive(receivers.notify_staff_low_stock, StockLowFactory.build())

    assert not Message.objects.get().wants_email
    assert published() == []


def test_repeated_event_writes_one_message() -> None:
    customer = UserFactory.create()
    event_id = uuid7()

    for event in (CompletedFactory.build(), CompletedFactory.build(customer_id=customer.pk)):
        for _ in range(3):
            receive(receivers.send_receipt, event, event_id=event_id)

    assert Message.objects.count() == 2
    assert len(published()) == 2


def test_preferences_are_read_in_one_statement() -> None:
    for staff in StaffFactory.create_batch(12):
        EmailPreferenceFactory.create(user=staff, type=MessageType.STOCK_LOW)

    with statements(exactly=2):  # staff with preferences, INSERT: none wants an e-mail
        receive(receivers.notify_staff_low_stock, StockLowFactory.build())

    assert Message.objects.count() == 12


@pytest.mark.parametrize("was_paid", [True, False])
def test_messages_contain_no_text_that_a_customer_chose(was_paid: bool) -> None:
    spam = "CLAIM YOUR PRIZE https://spam.example"
    receive(receivers.notify_cancelled, CancelledFactory.build(name=spam, was_paid=was_paid))
    receive(receivers.send_receipt, CompletedFactory.build(name=spam))

    assert "PRIZE" not in str(Message.objects.values_list("context", "subject"))
