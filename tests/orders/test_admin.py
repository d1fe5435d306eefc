"""Every write in the admin goes through a service."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from orders import services
from orders.models import Order
from tests.orders import shop
from tests.orders.factories import (
    BasketLineFactory,
    ChargeRefundFactory,
    LineFactory,
    OfferFactory,
    OrderFactory,
    RefundFactory,
)

MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}
BY_COURIER = {"carrier": "courier", "tracking_number": "1Z-999"}


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    """A member of staff who can view and change orders."""
    grace = User.objects.create_user("grace@example.com", is_staff=True)
    codes = [f"{verb}_order" for verb in ("view", "change")]
    grace.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(grace)
    return client


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    """A member of staff who can only view orders."""
    alan = User.objects.create_user("alan@example.com", is_staff=True)
    alan.user_permissions.set(Permission.objects.filter(codename="view_order"))
    client.force_login(alan)
    return client


def _page(order: Order) -> str:
    return reverse("admin:orders_order_change", args=[order.pk])


def _step(order: Order, name: str) -> str:
    return reverse("admin:orders_order_step", args=[order.pk, name])


def _take(client: Client, order: Order, name: str, **answers: object) -> str:
    """Take a step as the form does, and return the next page."""
    answers = {"submission": uuid4(), "reason": "Broken", "confirmed": "yes", **answers}
    answer = client.post(_step(order, name), answers, follow=True)
    assert answer.redirect_chain == [(_page(order), 302)]
    return answer.text


def _act(client: Client, name: str, *orders: Order) -> str:
    """Run an action for selected orders, and return the next page."""
    chosen = {"action": name, "_selected_action": [str(order.pk) for order in orders]}
    return client.post(reverse("admin:orders_order_changelist"), chosen, follow=True).text


def _confirm(client: Client, name: str, amount: str, *orders: Order) -> str:
    """Confirm the page that lists the orders; what the next page says."""
    chosen = {"action": name, "_selected_action": [str(order.pk) for order in orders]}
    address = reverse("admin:orders_order_changelist")
    return client.post(address, {**chosen, "confirmed": amount}, follow=True).text


# --- one order -------------------------------------------------------------------------------


@pytest.mark.usefixtures("goods")
def test_order_goes_through_its_steps(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)

    assert "is shipped" in _take(staff, order, "ship", **BY_COURIER)
    assert shop.fresh(order).tracking_number == "1Z-999"
    assert shop.payload_of(order, "order_shipped")["carrier"] == "Swift Courier"
    assert "is delivered" in _take(staff, order, "deliver")
    assert shop.events_of(order)[-2:] == ["order_shipped", "order_delivered"]
    history = staff.get(reverse("admin:orders_order_history", args=[order.pk])).text
    assert f"{order.number} is shipped." in history


@pytest.mark.usefixtures("goods")
def test_staff_cancel_a_paid_order(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)

    assert "is cancelled. €38.89 will be refunded." in _take(staff, order, "cancel")

    assert shop.fresh(order).cancel_reason == "staff"


@pytest.mark.usefixtures("goods")
def test_staff_cancel_an_order_that_is_not_paid(staff: Client) -> None:
    order = shop.place(MUG_AND_TEA)

    said = _take(staff, order, "cancel")

    assert f"{order.number} is cancelled." in said
    assert "will be refunded" not in said


@pytest.mark.usefixtures("goods")
def test_staff_refund_some_pieces(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    mug, tea = order.lines.all()

    form = staff.get(_step(order, "refund")).text
    assert "Tall mug (at most 2)" in form
    said = _take(staff, order, "refund", **{f"line_{mug.pk}": 1, f"line_{tea.pk}": 0})

    assert "12.00 of" in said
    refunded = shop.payload_of(order, "order_refunded")["lines"]
    assert [(line["sku"], line["quantity"], line["resaleable"]) for line in refunded] == [
        ("TALL-MUG", 1, False)
    ]


@pytest.mark.usefixtures("goods")
def test_staff_refund_the_remaining_pieces(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 2}, resaleable=True)
    [tea] = order.lines.filter(sku="GREEN-TEA")

    form = staff.get(_step(order, "refund")).text
    assert "Tall mug" not in form
    _take(staff, order, "refund", **{f"line_{tea.pk}": 3, "resaleable": "on"})

    assert shop.fresh(order).status == "refunded"


@pytest.mark.usefixtures("goods")
def test_form_rejects_too_many_pieces(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    mug, tea = order.lines.all()

    answer = staff.post(
        _step(order, "refund"), {f"line_{mug.pk}": 3, f"line_{tea.pk}": 0, "submission": uuid4()}
    )

    assert "less than or equal to 2" in answer.text
    assert shop.events_of(order)[-1] == "order_completed"


@pytest.mark.usefixtures("goods")
def test_service_rejects_an_empty_refund(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    nothing = {f"line_{line.pk}": 0 for line in order.lines.all()}

    assert "Choose at least one piece to refund." in _take(staff, order, "refund", **nothing)


@pytest.mark.usefixtures("goods")
def test_parcel_without_a_tracking_number_is_not_shipped(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)

    fields = {"carrier": "post", "tracking_number": ""}
    assert "This field is required." in staff.post(_step(order, "ship"), fields).text
    assert shop.fresh(order).status == "completed"


@pytest.mark.usefixtures("goods")
def test_step_that_comes_too_late_is_explained(staff: Client) -> None:
    order = shop.place(MUG_AND_TEA)

    said = _take(staff, order, "ship", **BY_COURIER)

    assert f"{order.number} is waiting for payment and cannot be shipped any more." in said


@pytest.mark.usefixtures("goods")
def test_page_offers_the_possible_steps(staff: Client) -> None:
    pending, paid = shop.place(MUG_AND_TEA), shop.buy(MUG_AND_TEA)

    def offered(order: Order) -> list[str]:
        page = staff.get(_page(order)).text
        names = ("ship", "deliver", "cancel", "refund")
        return [name for name in names if _step(order, name) in page]

    assert offered(pending) == ["cancel"]
    assert offered(paid) == ["ship", "cancel", "refund"]


def test_view_permission_does_not_allow_steps(reader: Client) -> None:
    order = OrderFactory.create(paid=True)

    assert _step(order, "ship") not in reader.get(_page(order)).text
    assert reader.get(_step(order, "ship")).status_code == 403
    assert reader.post(_step(order, "cancel")).status_code == 403
    _act(reader, "cancel", order)
    assert shop.fresh(order).status == "completed"


def test_unknown_steps_and_orders_are_not_found(staff: Client) -> None:
    order = OrderFactory.create()

    assert staff.get(_step(order, "frame")).status_code == 404
    assert (
        staff.get(reverse("admin:orders_order_step", args=[shop.unknown_id(), "ship"])).status_code
        == 404
    )
    lost = staff.get(reverse("admin:orders_order_change", args=[shop.unknown_id()]), follow=True)
    assert lost.redirect_chain == [(reverse("admin:index"), 302)]


def test_fields_are_read_only(staff: Client) -> None:
    order = OrderFactory.create()

    assert staff.get(reverse("admin:orders_order_add")).status_code == 403
    assert staff.post(_page(order), {"total": "0.01"}).status_code == 403
    assert 'name="total"' not in staff.get(_page(order)).text


# --- many orders -----------------------------------------------------------------------------


@pytest.mark.usefixtures("goods")
def test_selected_orders_are_delivered(staff: Client) -> None:
    shipped = [shop.buy(MUG_AND_TEA) for _ in range(2)]
    for order in shipped:
        services.ship_order(order_id=order.pk, tracking_number="1Z-999")
    pending = shop.place(MUG_AND_TEA)

    said = _act(staff, "deliver", *shipped, pending)

    assert {shop.fresh(order).status for order in shipped} == {"delivered"}
    assert f"2 orders are delivered; {pending.number} is waiting for payment and cannot be" in said


@pytest.mark.usefixtures("goods")
def test_selected_orders_are_cancelled(staff: Client) -> None:
    orders = [shop.buy(MUG_AND_TEA), shop.place(MUG_AND_TEA)]

    asked = _act(staff, "cancel", *orders)
    assert {shop.fresh(order).status for order in orders} == {"completed", "pending"}
    assert "Cancel 2 orders" in asked
    assert "€38.89" in asked
    _confirm(staff, "cancel", "38.89", *orders)

    assert {shop.fresh(order).status for order in orders} == {"cancelled"}


@pytest.mark.usefixtures("goods")
def test_selected_orders_are_refunded(staff: Client) -> None:
    orders = [shop.buy(MUG_AND_TEA) for _ in range(2)]

    asked = _act(staff, "refund", *orders)
    assert all(order.number in asked for order in orders)
    assert 'name="confirmed" value="77.78"' in asked
    assert "2 orders are refunded." in _confirm(staff, "refund", "77.78", *orders)

    assert {shop.fresh(order).status for order in orders} == {"refunded"}
    repeated = _confirm(staff, "refund", "77.78", *orders)
    assert "Nothing was changed. Left out: 2 that are refunded." in repeated


@pytest.mark.usefixtures("goods")
def test_orders_that_cannot_be_refunded_are_left_out(staff: Client) -> None:
    paid, pending = shop.buy(MUG_AND_TEA), shop.place(MUG_AND_TEA)
    services.cancel_order(order_id=(gone := shop.buy(MUG_AND_TEA)).pk, reason="staff")

    asked = _act(staff, "refund", paid, pending, gone)

    assert "Left out: 1 that is cancelled and 1 that is waiting for payment." in asked
    assert "Refund 1 order" in asked
    assert pending.number not in asked
    _confirm(staff, "refund", "38.89", paid, pending, gone)
    assert shop.fresh(paid).status == "refunded"
    assert shop.fresh(pending).status == "pending"


@pytest.mark.usefixtures("goods")
def test_another_sum_than_the_confirmed_one_is_asked_again(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    _act(staff, "refund", order)
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)

    asked = _confirm(staff, "refund", "38.89", order)

    assert "The orders have changed" in asked
    assert 'name="confirmed" value="26.89"' in asked
    assert shop.fresh(order).status == "completed"


def test_more_than_a_hundred_orders_are_refused(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.admin.actions.MAX_ORDERS", 1)
    orders = OrderFactory.create_batch(2, paid=True)
    assert "Choose at most 1 orders at once." in _act(staff, "cancel", *orders)


# --- lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["order", "offer", "refund", "charge", "basket", "payment"])
def test_longer_list_needs_no_more_queries(admin_client: Client, model: str) -> None:
    address = reverse(f"admin:orders_{model}_changelist")

    def add() -> None:
        OfferFactory.create()
        RefundFactory.create()
        ChargeRefundFactory.create()
        BasketLineFactory.create()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(address).status_code == 200
        return len(captured)

    add()
    few = queries()
    for _ in range(10):
        add()
    assert queries() == few


@pytest.mark.parametrize(
    "words",
    ["Ada Lovelace", "ada@example.com", "1Z-999", "Lantern", "N1 9GU", "London", "BRASS-BELL"],
)
def test_orders_are_found_by_customer_parcel_and_sku(staff: Client, words: str) -> None:
    order = OrderFactory.create(
        tracking_number="1Z-999", address="12 Lantern Lane", postcode="N1 9GU", city="London"
    )
    LineFactory.create(order=order, sku="BRASS-BELL")
    LineFactory.create(order=order, sku="BRASS-BELL-CORD")
    other = OrderFactory.create(
        name="Charles",
        email="charles@example.com",
        address="Main St",
        city="Rome",
        postcode="00118",
    )

    page = staff.get(reverse("admin:orders_order_changelist"), {"q": words}).text

    assert page.count(f">{order.number}</a>") == 1
    assert other.number not in page


def test_order_is_found_by_its_number(staff: Client) -> None:
    order, other = OrderFactory.create_batch(2)

    page = staff.get(reverse("admin:orders_order_changelist"), {"q": order.number.lower()}).text

    assert order.number in page
    assert other.number not in page


def test_records_are_read_only(admin_client: Client) -> None:
    refund, charge_refund = RefundFactory.create(), ChargeRefundFactory.create()
    line = BasketLineFactory.create()
    rows = (
        ("refund", refund.pk),
        ("payment", refund.payment_id),
        ("charge", charge_refund.charge.pk),
        ("basket", line.basket.pk),
    )

    for model, pk in rows:
        page = admin_client.get(reverse(f"admin:orders_{model}_change", args=[pk]))
        assert page.status_code == 200
        assert "token" not in page.text.partition("<main")[2].replace("csrfmiddlewaretoken", "")


def test_orders_cancelled_unpaid_are_hidden_by_default(staff: Client) -> None:
    ended = OrderFactory.create(status="cancelled", cancel_reason="expired")
    paid = OrderFactory.create(paid=True)
    address = reverse("admin:orders_order_changelist")

    assert ended.number not in staff.get(address).text
    assert paid.number in staff.get(address).text
    assert ended.number in staff.get(address, {"cancelled_unpaid": "all"}).text
    only = staff.get(address, {"cancelled_unpaid": "only"}).text
    assert ended.number in only
    assert paid.number not in only


@pytest.mark.usefixtures("goods")
def test_refund_form_that_is_sent_twice_refunds_once(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    form = staff.get(_step(order, "refund")).text
    found = re.search(r'name="submission" value="([^"]+)"', form)
    assert found
    mug, tea = order.lines.all()
    answers = {"submission": found[1], f"line_{mug.pk}": 1, f"line_{tea.pk}": 0}

    for _ in range(2):
        assert "12.00 of" in _take(staff, order, "refund", **answers)

    assert shop.fresh(order).refunded == Decimal("12.00")
