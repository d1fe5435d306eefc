"""The order desk: parcels, addresses, notes, refunds of amounts, and the pages of an order."""

import re
from dataclasses import asdict, replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.testing import deliver_all
from orders import services
from orders.models import Note, Order
from tests.notifications.factories import MessageFactory
from tests.orders import shop
from tests.orders.factories import OrderFactory

MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}
LIST = "/admin/orders/order/"


def _staff(*codenames: str) -> Client:
    user = User.objects.create_user(f"{uuid4().hex}@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def staff(db: None) -> Client:
    return _staff("view_order", "change_order", "view_note", "add_note")


def _step(order: Order, name: str) -> str:
    return reverse("admin:orders_order_step", args=[order.pk, name])


def _page(client: Client, order: Order) -> str:
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).text


def _act(client: Client, name: str, *orders: Order, **answers: str) -> str:
    chosen = {"action": name, "_selected_action": [str(order.pk) for order in orders]}
    return client.post(LIST, {**chosen, **answers}, follow=True).text


# --- parcels ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("goods")
def test_each_order_is_shipped_with_its_own_number(staff: Client) -> None:
    first, second, later = (shop.buy(MUG_AND_TEA) for _ in range(3))
    unpaid = shop.place(MUG_AND_TEA)
    orders = (first, second, later, unpaid)

    form = _act(staff, "ship", *orders)
    assert f"{unpaid.number} is waiting for payment" in form
    assert f'name="{later.pk}"' in form
    numbers = {str(first.pk): "1Z-1", str(second.pk): "1Z-2"}
    said = _act(staff, "ship", *orders, carrier="courier", **numbers)

    assert f"2 orders are shipped; {unpaid.number} is waiting for payment" in said
    assert [shop.fresh(order).tracking_number for order in orders] == ["1Z-1", "1Z-2", "", ""]
    assert shop.fresh(later).status == "completed"


@pytest.mark.usefixtures("goods")
def test_shipping_needs_at_least_one_tracking_number(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)

    assert "Enter at least one tracking number." in _act(staff, "ship", order, carrier="post")
    assert shop.fresh(order).status == "completed"


@pytest.mark.parametrize("page", ["print_packing_slips", "print_labels"])
@pytest.mark.usefixtures("goods")
def test_paper_is_printed_for_paid_orders_only(staff: Client, page: str) -> None:
    paid, unpaid = shop.buy(MUG_AND_TEA), shop.place(MUG_AND_TEA)

    paper = _act(staff, page, paid, unpaid)

    assert paid.number in paper
    assert "United Kingdom" in paper
    assert unpaid.number not in paper
    assert "None of these orders is paid." in _act(staff, page, unpaid)


@pytest.mark.usefixtures("goods")
def test_packing_slip_lists_the_pieces_to_pack(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 2}, resaleable=True)

    slip = _act(staff, "print_packing_slips", order)

    assert "<td>3</td><td>Green tea</td><td>GREEN-TEA</td>" in slip
    assert "TALL-MUG" not in slip


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


# --- addresses and notes ---------------------------------------------------------------------


@pytest.mark.usefixtures("goods")
def test_corrected_address_keeps_the_previous_one(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    form = staff.get(_step(order, "address")).text
    assert "12 St James&#x27;s Square" in form
    assert "Save this address" not in form
    contact = {name: getattr(order, name) for name in ("email", "name", "postcode", "city")}

    changes = {"country": "GB", "address": "14 Lantern Lane", "seen": _seen(form)}
    staff.post(_step(order, "address"), {**contact, **changes})

    assert shop.fresh(order).address == "14 Lantern Lane"
    assert "Previous address" in _page(staff, order)
    assert "12 St James&#x27;s Square" in _page(staff, order)
    history = staff.get(reverse("admin:orders_order_history", args=[order.pk])).text
    assert f"The address of {order.number} is corrected." in history
    assert "Lantern" not in history


@pytest.mark.usefixtures("goods")
def test_address_of_a_colleague_is_not_overwritten(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    seen = _seen(staff.get(_step(order, "address")).text)
    colleague = replace(shop.ADA, address="14 Lantern Lane")
    services.correct_address(order_id=order.pk, contact=colleague, author_id=None)
    corrected = {**asdict(shop.ADA), "address": "15 Lantern Lane", "seen": seen}

    refused = staff.post(_step(order, "address"), corrected).text

    assert "Another user changed the address" in refused
    assert "It is now: Ada Lovelace, 14 Lantern Lane" in refused
    assert shop.fresh(order).address == "14 Lantern Lane"
    staff.post(_step(order, "address"), {**corrected, "seen": _seen(refused)})
    assert shop.fresh(order).address == "15 Lantern Lane"


@pytest.mark.usefixtures("goods")
def test_address_is_checked_as_in_the_checkout(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    contact = {name: getattr(order, name) for name in ("email", "name", "address", "city")}

    answer = staff.post(_step(order, "address"), {**contact, "country": "DE", "postcode": "SW1"})

    assert "A postcode in Germany looks like" in answer.text


@pytest.mark.usefixtures("goods")
def test_address_of_a_shipped_order_stays(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    services.ship_order(order_id=order.pk, tracking_number="1Z-1")

    with pytest.raises(services.TransitionNotAllowed):
        services.correct_address(order_id=order.pk, contact=shop.ADA, author_id=None)
    assert _step(order, "address") not in _page(staff, order)


def test_notes_are_for_those_who_may_read_them(staff: Client) -> None:
    order = OrderFactory.create(paid=True)

    staff.post(_step(order, "note"), {"text": "Leave it\nwith the neighbour."})

    assert "Leave it<br>with the neighbour." in _page(staff, order)
    assert "neighbour" not in _page(_staff("view_order"), order)
    assert _staff("view_order", "change_order").get(_step(order, "note")).status_code == 403


def test_note_that_is_sent_twice_is_one_note(staff: Client) -> None:
    order = OrderFactory.create(paid=True)
    for text in ("Rings twice.", "Rings twice.", "Has a dog.", "Rings twice."):
        staff.post(_step(order, "note"), {"text": text})
    assert order.notes.count() == 3


def test_closing_an_account_erases_its_notes(db: None) -> None:
    customer = User.objects.create_user("ada@example.com")
    order = OrderFactory.create(paid=True, status="delivered", customer=customer)
    services.add_note(order_id=order.pk, author_id=None, text="Rings twice.")

    services.anonymise_customer(customer_id=customer.pk)

    assert not Note.objects.exists()


# --- refunds ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("goods")
def test_refund_is_shown_in_money_before_it_is_made(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    mug, tea = order.lines.all()
    pieces = {f"line_{mug.pk}": "1", f"line_{tea.pk}": "0", "reason": "Broken"}

    preview = staff.post(_step(order, "refund"), {**pieces, "submission": str(uuid4())}).text

    assert "€12.00 will be refunded: 1 \N{MULTIPLICATION SIGN} Tall mug for €12.00." in preview
    assert not shop.fresh(order).refunded
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview))
    hidden.pop("csrfmiddlewaretoken", None)
    staff.post(_step(order, "refund"), hidden)
    [refund] = order.refunds.all()
    assert (refund.amount, refund.reason) == (Decimal("12.00"), "Broken")


@pytest.mark.usefixtures("goods")
def test_preview_explains_what_cannot_be_refunded(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)
    nothing = {f"line_{line.pk}": "0" for line in order.lines.all()}

    answer = staff.post(
        _step(order, "refund"), {**nothing, "reason": "?", "submission": str(uuid4())}
    )

    assert "Choose at least one piece to refund." in answer.text


@pytest.mark.usefixtures("goods")
def test_amount_is_refunded_and_the_goods_stay(staff: Client) -> None:
    order = shop.buy(MUG_AND_TEA)

    answers = {"amount": "5.00", "reason": "Scratch", "submission": str(uuid4())}
    preview = staff.post(_step(order, "refund-amount"), answers).text
    said = staff.post(
        _step(order, "refund-amount"), {**answers, "confirmed": "yes"}, follow=True
    ).text
    deliver_all()

    assert "for which €33.89 remains paid" in preview
    assert f"€5.00 of {order.number} will be refunded." in said
    kept = shop.fresh(order)
    assert (kept.status, kept.refunded, shop.taken(order)) == (
        "completed",
        Decimal("5.00"),
        Decimal("33.89"),
    )
    payload = shop.payload_of(order, "order_refunded")
    assert (payload["lines"], payload["whole"]) == ([], False)
    assert (payload["goods_paid_before"], payload["goods_paid_after"]) == ("33.99", "28.99")


@pytest.mark.usefixtures("goods")
def test_whole_refund_after_an_amount_is_the_rest() -> None:
    order = shop.buy(MUG_AND_TEA)
    services.refund_amount(order_id=order.pk, amount=Decimal("5.00"), reason="Scratch")

    rest = services.refund_order(order_id=order.pk, resaleable=True)
    deliver_all()

    assert rest.amount == Decimal("33.89")
    assert shop.fresh(order).refunded == order.total
    assert shop.taken(order) == 0


@pytest.mark.usefixtures("goods")
def test_pieces_never_cost_more_than_what_is_left() -> None:
    order = shop.buy(MUG_AND_TEA)
    services.refund_amount(order_id=order.pk, amount=Decimal("38.00"), reason="Late")

    refund = services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)

    assert refund.amount == Decimal("0.89")
    assert sum(Decimal(line["amount"]) for line in refund.lines) == refund.amount
    assert shop.fresh(order).refunded == order.total


@pytest.mark.usefixtures("goods")
def test_cancelling_after_an_amount_refunds_the_rest() -> None:
    order = shop.buy(MUG_AND_TEA)
    services.refund_amount(order_id=order.pk, amount=Decimal("5.00"), reason="Late")

    services.cancel_order(order_id=order.pk, reason="staff")
    deliver_all()

    assert shop.fresh(order).refunded == order.total
    assert shop.taken(order) == 0
    payload = shop.payload_of(order, "order_cancelled")
    assert (payload["goods_paid"], payload["total_paid"]) == ("28.99", "33.89")


@pytest.mark.parametrize("amount", ["0.00", "38.89", "40.00"])
@pytest.mark.usefixtures("goods")
def test_amount_must_leave_something(amount: str) -> None:
    order = shop.buy(MUG_AND_TEA)

    with pytest.raises(services.RefundNotAllowed):
        services.refund_amount(order_id=order.pk, amount=Decimal(amount), reason="Late")


# --- the page of an order --------------------------------------------------------------------


def test_order_page_links_to_what_the_user_may_see(admin_client: Client) -> None:
    customer = User.objects.create_user("ada@example.com")
    order = OrderFactory.create(paid=True, customer=customer)
    links = {
        reverse("events:flow", args=[order.pk]),
        reverse("admin:accounts_user_change", args=[customer.pk]),
        f"{reverse('admin:orders_payment_changelist')}?q={order.number}",
    }

    assert all(f'href="{url}"' in _page(admin_client, order) for url in links)
    page = _page(_staff("view_order"), order)
    assert reverse("events:flow", args=[order.pk]) not in page
    assert reverse("admin:orders_payment_changelist") not in page


def test_email_is_sent_again_from_the_order(admin_client: Client) -> None:
    order = OrderFactory.create(paid=True)
    message = MessageFactory.create(order_id=order.pk, sent_at=timezone.now())
    resend = reverse("admin:notifications_message_resend", args=[message.pk])
    page = reverse("admin:orders_order_change", args=[order.pk])
    assert resend in _page(admin_client, order)

    answer = admin_client.post(resend, {"next": page}, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert "1 e-mail will be sent again." in answer.text
    message.refresh_from_db()
    assert message.sent_at is None
    assert _staff("view_message").post(resend).status_code == 403
    assert admin_client.get(resend).status_code == 405
    elsewhere = admin_client.post(resend, {"next": "https://shop.invalid/"})
    assert elsewhere.headers["Location"] == reverse("admin:notifications_message_changelist")


# --- export ----------------------------------------------------------------------------------


def test_export_holds_the_orders_of_the_list_without_formulas(staff: Client) -> None:
    order = OrderFactory.create(paid=True, name="=1+1", city="London")
    OrderFactory.create(city="Rome")

    columns = {f"orderresource_{name}": "on" for name in ("number", "status", "name", "items")}
    chosen = {"format": "0", "resource": "0", **columns}
    file = staff.post(f"{LIST}export/?q=London", chosen).content.decode()

    assert file.split() == [
        "number,status,name,items",
        f"{order.number},completed,'=1+1,1",
        "TALL-MUG",
    ]


def test_export_of_too_many_orders_is_refused(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.admin_site.transfer.MAX_ROWS", 2)
    OrderFactory.create_batch(2, city="Rome")
    OrderFactory.create(city="London")
    chosen = {"format": "0", "resource": "0", "orderresource_number": "on"}

    refused = staff.post(f"{LIST}export/", chosen)
    exported = staff.post(f"{LIST}export/?q=Rome", chosen)

    assert "At most 2 rows can be exported at once." in refused.text
    assert len(exported.content.splitlines()) == 3


def test_export_reads_no_rows_that_a_request_names(staff: Client) -> None:
    order = OrderFactory.create()
    chosen = {"format": "0", "resource": "0", "orderresource_number": "on"}

    answer = staff.post(f"{LIST}export/", {**chosen, "export_items": str(order.pk)})

    assert "is not one of the available choices" in answer.text


@pytest.mark.parametrize("export_format", ["0", "1"])
def test_orders_are_exported_by_those_who_view_them(db: None, export_format: str) -> None:
    chosen = {"format": export_format, "resource": "0", "orderresource_number": "on"}

    for client in (_staff("view_product", "view_payment"), Client()):
        assert client.get(f"{LIST}export/").status_code != 200
        assert "attachment" not in str(client.post(f"{LIST}export/", chosen).headers)
    assert "attachment" in str(_staff("view_order").post(f"{LIST}export/", chosen).headers)


@pytest.mark.usefixtures("goods")
def test_unchanged_address_adds_no_note() -> None:
    order = shop.buy(MUG_AND_TEA)
    assert not services.correct_address(order_id=order.pk, contact=shop.ADA, author_id=None)
    assert not order.notes.exists()


@pytest.mark.usefixtures("goods")
def test_address_that_changes_at_the_same_time_is_not_overwritten() -> None:
    order = shop.buy(MUG_AND_TEA)
    first, second = (replace(shop.ADA, city=city) for city in ("Rome", "Paris"))
    assert services.correct_address(order_id=order.pk, contact=first, author_id=None, seen=shop.ADA)
    with pytest.raises(services.TransitionNotAllowed, match="Another user changed the address"):
        services.correct_address(order_id=order.pk, contact=second, author_id=None, seen=shop.ADA)
    assert Order.objects.get().city == "Rome"
