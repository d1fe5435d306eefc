"""The steps of one order: its parcel, its cancellation, its address and its notes."""

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from orders import services
from orders.models import Note, Order
from tests.notifications.factories import MessageFactory
from tests.orders import shop
from tests.orders.admin.desk import (
    MUG_AND_TEA,
    change_url,
    hidden_field,
    history,
    page,
    staff_with,
    step_url,
    take,
)
from tests.orders.factories import OrderFactory

BY_COURIER = {"carrier": "courier", "tracking_number": "1Z-999"}


def test_order_is_shipped_and_delivered(staff: Client, order: Order) -> None:
    assert "is shipped" in take(staff, order, "ship", **BY_COURIER)
    payload = shop.payload_of(order, "order_shipped")
    assert (payload["carrier"], payload["tracking_number"]) == ("Swift Courier", "1Z-999")

    assert "is delivered" in take(staff, order, "deliver")
    assert shop.events_of(order)[-2:] == ["order_shipped", "order_delivered"]
    assert f"{order.number} is shipped." in history(staff, order)


@pytest.mark.parametrize(
    ("make", "refund"),
    [(shop.buy, " €38.89 will be refunded."), (shop.place, "")],
    ids=["paid", "unpaid"],
)
@pytest.mark.usefixtures("goods")
def test_order_is_cancelled(staff: Client, make: Callable[..., Order], refund: str) -> None:
    order = make(MUG_AND_TEA)

    said = take(staff, order, "cancel")

    assert f"{order.number} is cancelled.{refund}" in said
    assert ("will be refunded" in said) is bool(refund)
    assert shop.fresh(order).cancel_reason == "staff"


@pytest.mark.parametrize(
    ("step", "answers", "error"),
    [
        ("ship", {"carrier": "post", "tracking_number": ""}, "This field is required."),
        ("address", {"country": "DE", "postcode": "SW1"}, "A postcode in Germany looks like"),
    ],
)
def test_invalid_form_is_shown_again(
    staff: Client, order: Order, step: str, answers: dict[str, str], error: str
) -> None:
    answer = staff.post(step_url(order, step), {**asdict(order.contact), **answers})

    assert error in answer.text
    assert (shop.fresh(order).status, shop.fresh(order).country) == ("completed", "GB")


@pytest.mark.usefixtures("goods")
def test_step_that_comes_too_late_is_explained(staff: Client) -> None:
    order = shop.place(MUG_AND_TEA)

    said = take(staff, order, "ship", **BY_COURIER)

    assert f"{order.number} is waiting for payment and cannot be shipped any more." in said


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ({}, ["cancel", "address"]),
        ({"paid": True}, ["ship", "cancel", "refund", "address"]),
        ({"paid": True, "status": "shipped"}, ["deliver", "refund"]),
    ],
    ids=["unpaid", "paid", "shipped"],
)
def test_page_offers_the_possible_steps(
    staff: Client, status: dict[str, object], steps: list[str]
) -> None:
    order = OrderFactory.create(**status)
    names = ("ship", "deliver", "cancel", "refund", "address")

    offered = page(staff, order)

    assert [name for name in names if f'{step_url(order, name)}"' in offered] == steps


def test_unknown_steps_and_orders_are_not_found(staff: Client) -> None:
    order, unknown = OrderFactory.create(), Order(pk=shop.unknown_id())

    assert staff.get(step_url(order, "frame")).status_code == 404
    assert staff.get(step_url(unknown, "ship")).status_code == 404
    lost = staff.get(change_url(unknown), follow=True)
    assert lost.redirect_chain == [(reverse("admin:index"), 302)]


# --- permissions -----------------------------------------------------------------------------


def test_view_permission_does_not_allow_steps(db: None) -> None:
    reader, order = staff_with("view_order"), OrderFactory.create(paid=True)

    assert step_url(order, "ship") not in page(reader, order)
    assert reader.get(step_url(order, "ship")).status_code == 403
    assert reader.post(step_url(order, "cancel")).status_code == 403
    assert shop.fresh(order).status == "completed"


def test_page_links_to_what_the_user_may_see(admin_client: Client) -> None:
    customer = User.objects.create_user("ada@example.com")
    order = OrderFactory.create(paid=True, customer=customer)
    flow = reverse("events:flow", args=[order.pk])
    payments = f"{reverse('admin:orders_payment_changelist')}?q={order.number}"
    account = reverse("admin:accounts_user_change", args=[customer.pk])

    everything, little = page(admin_client, order), page(staff_with("view_order"), order)

    for url in (flow, payments, account):
        assert f'href="{url}"' in everything
    for url in (flow, payments, account):
        assert url not in little
    assert customer.email in little


# --- addresses and notes ---------------------------------------------------------------------


def correct(client: Client, order: Order, street: str, *, form: str) -> str:
    """Submit another address in the form that was opened."""
    contact = asdict(replace(shop.ADA, address=street))
    return client.post(
        step_url(order, "address"), {**contact, "seen": hidden_field(form, "seen")}
    ).text


def test_corrected_address_keeps_the_previous_one(staff: Client, order: Order) -> None:
    form = staff.get(step_url(order, "address")).text
    assert "Save this address" not in form, "it is not the customer's address book"

    correct(staff, order, "14 Lantern Lane", form=form)

    assert shop.fresh(order).address == "14 Lantern Lane"
    assert "Previous address" in page(staff, order)
    assert "12 St James&#x27;s Square" in page(staff, order)
    assert f"The address of {order.number} is corrected." in history(staff, order)
    assert "Lantern" not in history(staff, order)


def test_address_of_a_colleague_is_not_overwritten(staff: Client, order: Order) -> None:
    first, second = (staff.get(step_url(order, "address")).text for _ in range(2))
    correct(staff, order, "14 Lantern Lane", form=first)

    refused = correct(staff, order, "15 Lantern Lane", form=second)

    assert "Another user changed the address" in refused
    assert "It is now: Ada Lovelace, 14 Lantern Lane" in refused
    assert 'value="15 Lantern Lane"' in refused
    assert shop.fresh(order).address == "14 Lantern Lane"
    correct(staff, order, "15 Lantern Lane", form=refused)
    assert shop.fresh(order).address == "15 Lantern Lane"


def test_address_that_is_sent_twice_is_not_refused(staff: Client, order: Order) -> None:
    form = staff.get(step_url(order, "address")).text

    answers = [correct(staff, order, "14 Lantern Lane", form=form) for _ in range(2)]

    assert "Another user" not in answers[1]
    assert "is unchanged" in page(staff, order)


def test_address_that_changes_at_the_same_time_is_not_overwritten(order: Order) -> None:
    first, second = (replace(shop.ADA, city=city) for city in ("Rome", "Paris"))
    assert services.correct_address(order_id=order.pk, contact=first, author_id=None, seen=shop.ADA)

    with pytest.raises(services.TransitionNotAllowed, match="Another user changed the address"):
        services.correct_address(order_id=order.pk, contact=second, author_id=None, seen=shop.ADA)

    assert shop.fresh(order).city == "Rome"


def test_unchanged_address_adds_no_note(order: Order) -> None:
    assert not services.correct_address(order_id=order.pk, contact=shop.ADA, author_id=None)
    assert not order.notes.exists()


def test_address_of_a_shipped_order_stays(order: Order) -> None:
    services.ship_order(order_id=order.pk, tracking_number="1Z-1")

    with pytest.raises(services.TransitionNotAllowed):
        services.correct_address(order_id=order.pk, contact=shop.ADA, author_id=None)


def test_notes_are_for_those_who_may_read_them(staff: Client) -> None:
    order = OrderFactory.create(paid=True)

    take(staff, order, "note", text="Leave it\nwith the neighbour.")

    assert "Leave it<br>with the neighbour." in page(staff, order)
    assert "neighbour" not in page(staff_with("view_order"), order)
    assert staff_with("view_order", "change_order").get(step_url(order, "note")).status_code == 403


def test_note_that_is_sent_twice_is_one_note(staff: Client) -> None:
    order = OrderFactory.create(paid=True)

    for text in ("Rings twice.", "Rings twice.", "Has a dog.", "Rings twice."):
        take(staff, order, "note", text=text)

    assert order.notes.count() == 3


def test_closing_an_account_erases_its_notes(db: None) -> None:
    customer = User.objects.create_user("ada@example.com")
    order = OrderFactory.create(paid=True, status="delivered", customer=customer)
    services.add_note(order_id=order.pk, author_id=None, text="Rings twice.")

    services.anonymise_customer(customer_id=customer.pk)

    assert not Note.objects.exists()


# --- e-mails ---------------------------------------------------------------------------------


def test_email_is_sent_again_from_the_order(admin_client: Client) -> None:
    order = OrderFactory.create(paid=True)
    message = MessageFactory.create(order_id=order.pk, sent_at=timezone.now())
    resend = reverse("admin:notifications_message_resend", args=[message.pk])
    assert resend in page(admin_client, order)

    answer = admin_client.post(resend, {"next": change_url(order)}, follow=True)

    assert answer.redirect_chain == [(change_url(order), 302)]
    assert "1 e-mail will be sent again." in answer.text
    message.refresh_from_db()
    assert message.sent_at is None
    assert staff_with("view_message").post(resend).status_code == 403
    elsewhere = admin_client.post(resend, {"next": "https://shop.invalid/"})
    assert elsewhere.headers["Location"] == reverse("admin:notifications_message_changelist")


def test_login_after_sending_an_email_again_leads_to_the_list(admin_client: Client) -> None:
    message = MessageFactory.create(sent_at=timezone.now())
    resend = reverse("admin:notifications_message_resend", args=[message.pk])

    answer = admin_client.get(resend)

    assert answer.headers["Location"] == reverse("admin:notifications_message_changelist")
    message.refresh_from_db()
    assert message.sent_at is not None
