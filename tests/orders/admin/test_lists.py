"""The lists of orders and of their records: search, filters, export, and their queries."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import statements_of
from tests.orders.admin.desk import LIST
from tests.orders.factories import (
    BasketLineFactory,
    ChargeRefundFactory,
    LineFactory,
    OfferFactory,
    OrderFactory,
    RefundFactory,
)

EXPORT = f"{LIST}export/"
AS_CSV = {"format": "0", "resource": "0", "orderresource_number": "on"}


@pytest.mark.parametrize("model", ["order", "offer", "refund", "charge", "basket", "payment"])
def test_longer_list_needs_no_more_statements(admin_client: Client, model: str) -> None:
    address = f"/admin/orders/{model}/"
    factories = (OfferFactory, RefundFactory, ChargeRefundFactory, BasketLineFactory)

    for create in factories:
        create.create()
    few = statements_of(admin_client, address)
    for create in factories:
        create.create_batch(10)

    assert statements_of(admin_client, address) == few


@pytest.mark.parametrize(
    "words",
    [
        "Ada Lovelace",
        "ada@example.com",
        "1Z-999",
        "Lantern",
        "N1 9GU",
        "London",
        "brass-bell",
        "shop-7f3k-2q9x",
    ],
)
def test_orders_are_found_by_customer_parcel_sku_and_number(staff: Client, words: str) -> None:
    order = OrderFactory.create(
        number="SHOP-7F3K-2Q9X",
        tracking_number="1Z-999",
        address="12 Lantern Lane",
        postcode="N1 9GU",
    )
    LineFactory.create(order=order, sku="BRASS-BELL")
    LineFactory.create(order=order, sku="BRASS-BELL-CORD")
    other = OrderFactory.create(
        name="Charles", email="charles@example.com", address="Main St", city="Rome", postcode="0118"
    )
    LineFactory.create(order=other, sku="BRASS-BELLS")

    page = staff.get(LIST, {"q": words}).text

    assert page.count(f">{order.number}</a>") == 1
    assert other.number not in page


def test_sku_in_small_letters_is_found(admin_client: Client) -> None:
    order, other = OrderFactory.create(), OrderFactory.create()
    LineFactory.create(order=order, sku="brass-bell")
    OfferFactory.create(sku="brass-bell", name="Bell")

    page = admin_client.get(LIST, {"q": "brass-bell"}).text

    assert order.number in page
    assert other.number not in page
    assert "Bell" in admin_client.get("/admin/orders/offer/", {"q": "brass-b"}).text


@pytest.mark.parametrize(
    ("shown", "paid", "ended"), [("", True, False), ("all", True, True), ("only", False, True)]
)
def test_orders_cancelled_unpaid_are_shown_on_request(
    staff: Client, shown: str, paid: bool, ended: bool
) -> None:
    paid_order = OrderFactory.create(paid=True)
    ended_order = OrderFactory.create(status="cancelled", cancel_reason="expired")

    page = staff.get(LIST, {"cancelled_unpaid": shown} if shown else None).text

    assert (paid_order.number in page, ended_order.number in page) == (paid, ended)


def test_pages_of_records_show_no_token(admin_client: Client) -> None:
    refund, charge_refund = RefundFactory.create(), ChargeRefundFactory.create()
    line = BasketLineFactory.create()
    rows = {
        "refund": refund.pk,
        "payment": refund.payment_id,
        "charge": charge_refund.charge.pk,
        "basket": line.basket.pk,
    }

    for model, pk in rows.items():
        page = admin_client.get(reverse(f"admin:orders_{model}_change", args=[pk]))
        assert page.status_code == 200
        assert "token" not in page.text.partition("<main")[2].replace("csrfmiddlewaretoken", "")


# --- export ----------------------------------------------------------------------------------


def test_export_holds_the_orders_of_the_list_without_formulas(staff: Client) -> None:
    order = OrderFactory.create(paid=True, name="=1+1", city="London")
    OrderFactory.create(city="Rome")

    columns = {f"orderresource_{name}": "on" for name in ("number", "status", "name", "items")}
    file = staff.post(f"{EXPORT}?q=London", {**AS_CSV, **columns}).content.decode()

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

    refused = staff.post(EXPORT, AS_CSV)
    exported = staff.post(f"{EXPORT}?q=Rome", AS_CSV)

    assert "At most 2 rows can be exported at once." in refused.text
    assert len(exported.content.splitlines()) == 3


def test_export_reads_no_rows_that_a_request_names(staff: Client) -> None:
    order = OrderFactory.create()

    answer = staff.post(EXPORT, {**AS_CSV, "export_items": str(order.pk)})

    assert "is not one of the available choices" in answer.text
