"""Import of a carrier's list of parcels: preview, errors by row, all or nothing."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from events.testing import assert_published, deliver_all
from orders import services
from orders.models import Carrier, Order, Status
from orders.resources import ParcelResource
from orders.signals import OrderShipped
from storefront.spreadsheet_files import Table
from tests.accounts.factories import UserFactory, group
from tests.orders.factories import OrderFactory
from tests.storefront.imports import confirm, is_confirmable, preview, upload

pytestmark = pytest.mark.django_db

LIST = "/admin/orders/order"
HEADER = "number,tracking_number,carrier"


@pytest.fixture
def staff(client: Client) -> Client:
    user: User = UserFactory.create(is_staff=True)
    user.groups.add(group("Fulfilment"))
    client.force_login(user)
    return client


@pytest.fixture
def order() -> Order:
    paid: Order = OrderFactory.create(paid=True)
    return paid


def test_confirmed_import_ships_the_orders(staff: Client, order: Order) -> None:
    other = OrderFactory.create(paid=True)
    rows = [f"{order.number.lower()},PIGEON-7,", f"{other.number},PIGEON-8,Swift Courier"]

    assert "PIGEON-7" in preview(staff, LIST, HEADER, *rows)
    assert not Order.objects.filter(status=Status.SHIPPED).exists()
    assert_published(OrderShipped, times=0)

    assert "2 changed" in confirm(staff, LIST)

    shipped = Order.objects.order_by("pk").values_list("status", "carrier", "tracking_number")
    assert list(shipped) == [
        (Status.SHIPPED, Carrier.POST, "PIGEON-7"),
        (Status.SHIPPED, Carrier.COURIER, "PIGEON-8"),
    ]
    assert_published(OrderShipped, times=2)


def test_spreadsheet_is_imported(staff: Client, order: Order) -> None:
    book, stream = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["number", "tracking_number"], [order.number, 4711]):
        sheet.append(row)
    book.save(stream)

    upload(staff, LIST, stream.getvalue(), "parcels.xlsx")
    deliver_all()
    confirm(staff, LIST)

    assert Order.objects.get(pk=order.pk).tracking_number == "4711"


@pytest.mark.parametrize("cell", [12345678901234567890, 1.2345678901234567e19, date(2026, 1, 2)])
def test_number_that_a_spreadsheet_changed_is_refused(order: Order, cell: object) -> None:
    cells = {"number": order.number, "tracking_number": cell}

    report = ParcelResource().read(Table(columns=[*cells], rows=[(2, cells)]), lambda *_: None)

    [(row, column, message)] = report.errors
    assert (row, column) == (2, "tracking_number")
    assert "A spreadsheet program changed this number." in message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("SHOP-0000-0000,PIGEON-7,", "There is no order with this number."),
        (",PIGEON-7,", "There is no order with this number."),
        ("{number},,", "Enter a tracking number."),
        ("{number},PIG\x1bEON,", "contains a character that is not supported"),
        (f"{{number}},{'7' * 65},", "Shorten this to 64 characters."),
        ("{number},1.23457E+19,", "A spreadsheet program changed this number."),
        ("{number},PIGEON-7,owl", "There is no such carrier. Enter one of these: post, courier."),
        ("{unpaid},PIGEON-7,", "This order is waiting for payment and cannot be shipped"),
        ("{shipped},PIGEON-7,", "This order is already shipped."),
    ],
)
def test_one_wrong_row_ships_nothing(staff: Client, order: Order, row: str, message: str) -> None:
    shipped = OrderFactory.create(paid=True)
    services.ship_order(order_id=shipped.pk, tracking_number="PIGEON-1")
    numbers = {
        "number": OrderFactory.create(paid=True).number,
        "unpaid": OrderFactory.create().number,
        "shipped": shipped.number,
    }

    page = preview(staff, LIST, HEADER, f"{order.number},PIGEON-9,", row.format(**numbers))

    assert message in page
    assert not is_confirmable(page)
    assert Order.objects.get(pk=order.pk).status == Status.COMPLETED
    assert_published(OrderShipped, times=1)


def test_order_in_two_rows_is_an_error(staff: Client, order: Order) -> None:
    page = preview(staff, LIST, HEADER, f"{order.number},PIGEON-7,", f"{order.number},PIGEON-8,")

    assert "Row 2 has this number already." in page


def test_second_import_of_a_file_changes_nothing(staff: Client, order: Order) -> None:
    rows = (HEADER, f"{order.number},PIGEON-7,")
    preview(staff, LIST, *rows)
    confirm(staff, LIST)

    assert not is_confirmable(preview(staff, LIST, *rows))

    assert_published(OrderShipped, times=1)


def test_columns_are_required(staff: Client, order: Order) -> None:
    page = preview(staff, LIST, "number,parcel", f"{order.number},PIGEON-7")

    assert "The first row must name the columns tracking_number." in page


def test_order_that_changed_after_the_preview_ships_nothing(staff: Client, order: Order) -> None:
    other = OrderFactory.create(paid=True)
    preview(staff, LIST, HEADER, f"{other.number},PIGEON-8,", f"{order.number},PIGEON-7,")
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-1")

    assert "Nothing was imported." in confirm(staff, LIST)

    assert Order.objects.get(pk=other.pk).status == Status.COMPLETED
