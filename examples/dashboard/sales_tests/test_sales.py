"""The dashboard counts each payment and each refund once."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from itertools import permutations
from uuid import UUID

import pytest
from django.core import checks
from django.core.management import call_command
from django.test import Client
from uuid_utils.compat import uuid7

from accounts.models import User
from events.api import EventMetadata, unit_of_work
from events.delivery.maintenance import replay_event
from events.models import Delivery, StoredEvent
from events.testing import deliver_all
from orders import services as orders
from orders.models import Order
from sales import services
from sales.models import Day, Entry, EntryType

pytestmark = pytest.mark.django_db

type Buy = Callable[..., Order]


def figures(staff: Client, days: int = 30) -> dict[str, str]:
    """Return the figures at the top of the page as text."""
    page = staff.get(f"/sales/?days={days}").text
    return {
        name: text.replace("\N{NO-BREAK SPACE}", " ")
        for name, text in re.findall(r'data-figure="([\w-]+)">([^<]+)<', page)
    }


def panel(client: Client, order: Order) -> str:
    """Return the panel on the page of an order, or an empty string."""
    page = client.get(f"/orders/{order.pk}/").text
    found = re.search(r'<section class="panel" data-app="sales">(.*?)</section>', page, re.S)
    return found[1].replace("\N{NO-BREAK SPACE}", " ") if found else ""


def test_sales_are_shown(staff: Client, buy: Buy) -> None:
    assert "Nothing sold in these 30 days" in staff.get("/sales/").text

    first, second = buy(), buy()
    assert "Not counted" in panel(staff, first)
    deliver_all()

    assert figures(staff) == {
        "revenue": "€69.80",
        "refunded": "€0.00",
        "net": "€69.80",
        "orders": "2",
        "average": "€34.90",
    }
    assert len(re.findall("<rect", staff.get("/sales/").text)) == 1
    assert "<strong>€34.90</strong> paid" in panel(staff, second)
    assert "one of 2 orders that day, €69.80 in all" in panel(staff, second)


def test_refunds_lower_the_net_amount(staff: Client, buy: Buy) -> None:
    cancelled, shipped = buy(1), buy(2)
    orders.cancel_order(order_id=cancelled.pk, reason="staff")
    orders.ship_order(order_id=shipped.pk, tracking_number="PIGEON-7")
    orders.refund_order(order_id=shipped.pk, lines={"TEAPOT": 1}, resaleable=True)
    deliver_all()

    # One of two teapots of the shipped order, and the whole cancelled order with its shipping.
    assert figures(staff) == {
        "revenue": "€94.90",
        "refunded": "€64.90",
        "net": "€30.00",
        "orders": "2",
        "average": "€47.45",
    }
    assert "€34.90</strong> refunded after a cancellation" in panel(staff, cancelled)
    assert "€30.00</strong> refunded on" in panel(staff, shipped)


def test_unpaid_order_adds_nothing(staff: Client, customer: Client) -> None:
    from tests.orders import shop

    order = shop.place({"TEAPOT": 1})
    orders.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    assert not Entry.objects.exists()
    assert "Not counted" in panel(staff, order)


def test_repeated_delivery_counts_once(staff: Client, buy: Buy) -> None:
    buy()
    deliver_all()
    entry = StoredEvent.objects.get(signal="orders.order_completed")

    replay_event(stored=entry, receiver="sales.count_sale")
    assert deliver_all() == 1

    assert (figures(staff)["revenue"], figures(staff)["orders"]) == ("€34.90", "1")


def metadata_of(event_id: UUID, at: datetime, order_id: UUID) -> EventMetadata:
    return EventMetadata(
        event_id=event_id,
        signal="tests",
        occurred_at=at,
        correlation_id=order_id,
        causation_id=None,
    )


def test_order_and_repetition_do_not_change_the_sums() -> None:
    monday, tuesday = datetime(2026, 3, 2, 23, 59, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    moved = [
        (EntryType.SALE, Decimal("0.10"), monday),
        (EntryType.SALE, Decimal("0.20"), tuesday),
        (EntryType.REFUND, Decimal("0.10"), tuesday),
    ]
    for order in permutations(moved):
        Entry.objects.all().delete()
        Day.objects.all().delete()
        order_id = uuid7()
        events = [(uuid7(), *what) for what in order]
        for event_id, entry_type, amount, at in [*events, *reversed(events)]:
            with unit_of_work(correlation_id=order_id):
                services.record_entry(
                    cause=metadata_of(event_id, at, order_id),
                    order_id=order_id,
                    entry_type=entry_type,
                    amount=amount,
                )
        assert list(Day.objects.values_list("orders", "revenue_cents", "refunded_cents")) == [
            (1, 20, 10),
            (1, 10, 0),
        ]


def test_earlier_sales_can_be_counted_later(staff: Client, buy: Buy) -> None:
    buy()
    Delivery.objects.filter(receiver__startswith="sales.").delete()
    deliver_all()
    assert not Entry.objects.exists()

    output = StringIO()
    call_command("catch_up_sales", stdout=output)
    deliver_all()
    call_command("catch_up_sales", stdout=output)

    assert output.getvalue().split("\n")[:2] == [
        f"{count} events queued; a worker delivers them." for count in (1, 0)
    ]
    assert figures(staff)["orders"] == "1"


def test_sales_need_the_permission(staff: Client, customer: Client, buy: Buy) -> None:
    order = buy()
    deliver_all()
    link = 'href="/sales/"'

    assert panel(customer, order) == ""
    assert link not in customer.get("/").text
    assert customer.get("/sales/").status_code == 403
    assert Client().get("/sales/").headers["Location"] == "/account/login/?next=/sales/"
    assert link in staff.get("/").text


def test_home_page_of_the_admin_shows_sales_and_links_to_orders(staff: Client, buy: Buy) -> None:
    first, second = buy(), buy()
    deliver_all()
    orders.refund_order(order_id=first.pk, resaleable=True)
    deliver_all()

    page = staff.get("/admin/").text

    found = re.findall(
        r'<a href="([^"]+)">([^<]+)<span class="visually-hidden">: (\w+) today<', page
    )
    assert [(number, name) for _, number, name in found] == [("2", "Orders"), ("€34.90", "Revenue")]
    assert "sales-chart" in page
    listed = staff.get(found[0][0].replace("&amp;", "&")).text
    assert first.number in listed
    assert second.number in listed


def test_home_page_of_the_admin_hides_sales_without_permission(client: Client) -> None:
    client.force_login(User.objects.create_user("joe@example.com", is_staff=True))

    assert "sales-chart" not in client.get("/admin/").text


def test_number_of_days_has_a_default(staff: Client) -> None:
    pages = {days: staff.get(f"/sales/?days={days}").text for days in ("7", "90", "8", "x")}
    assert [days for days in pages if f"in these {days} days" in pages[days]] == ["7", "90"]
    assert "in these 30 days" in pages["8"]
    assert "in these 30 days" in pages["x"]


def test_migrations_are_complete() -> None:
    call_command("makemigrations", "sales", check=True, dry_run=True, verbosity=0)


def test_system_checks_pass() -> None:
    assert checks.run_checks() == []


def test_live_map_shows_its_receivers(staff: Client) -> None:
    assert "sales.count_sale" in staff.get("/events/").text
