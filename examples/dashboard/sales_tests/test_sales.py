"""The dashboard in the shop: what is bought and paid back on its pages arrives, once."""

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

from events.api import EventMetadata, unit_of_work
from events.delivery.maintenance import replay_event
from events.models import Delivery, StoredEvent
from events.testing import deliver_all
from orders import services as orders
from orders.models import Order
from sales import services
from sales.models import Booking, Day, Kind

pytestmark = pytest.mark.django_db

type Buy = Callable[..., Order]


def figures(staff: Client, days: int = 30) -> dict[str, str]:
    """The figures at the top of the page, as they are written."""
    page = staff.get(f"/sales/?days={days}").text
    return {
        name: text.replace("\N{NO-BREAK SPACE}", " ")
        for name, text in re.findall(r'data-figure="([\w-]+)">([^<]+)<', page)
    }


def panel(client: Client, order: Order) -> str:
    """The dashboard's panel on the order's page; empty where there is none."""
    page = client.get(f"/orders/{order.pk}/").text
    found = re.search(r'<section class="panel" data-app="sales">(.*?)</section>', page, re.S)
    return found[1].replace("\N{NO-BREAK SPACE}", " ") if found else ""


# --- from the checkout to the page ---------------------------------------------------------


def test_what_is_sold_is_shown(staff: Client, buy: Buy) -> None:
    assert "Nothing sold in these 30 days" in staff.get("/sales/").text

    first, second = buy(), buy()
    assert "Not counted" in panel(staff, first)
    deliver_all()

    assert figures(staff) == {
        "taken": "€69.80",
        "paid-back": "€0.00",
        "kept": "€69.80",
        "orders": "2",
        "average": "€34.90",
    }
    assert len(re.findall("<rect", staff.get("/sales/").text)) == 1
    assert "<strong>€34.90</strong> paid" in panel(staff, second)
    assert "one of 2 orders that brought €69.80" in panel(staff, second)


def test_what_goes_back_lowers_what_is_kept(staff: Client, buy: Buy) -> None:
    cancelled, shipped = buy(1), buy(2)
    orders.cancel_order(order_id=cancelled.pk, reason="staff")
    orders.ship_order(order_id=shipped.pk, tracking_number="PIGEON-7")
    orders.refund_order(order_id=shipped.pk, lines={"TEAPOT": 1}, resaleable=True)
    deliver_all()

    # One of the two teapots that were sent; of the other order everything, delivery included.
    assert figures(staff) == {
        "taken": "€94.90",
        "paid-back": "€64.90",
        "kept": "€30.00",
        "orders": "2",
        "average": "€47.45",
    }
    assert "€34.90</strong> paid back, cancelled" in panel(staff, cancelled)
    assert "€30.00</strong> paid back on" in panel(staff, shipped)


def test_an_order_that_was_never_paid_moves_nothing(staff: Client, customer: Client) -> None:
    from tests.orders import shop

    order = shop.place({"TEAPOT": 1})
    orders.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    assert not Booking.objects.exists()
    assert "Not counted" in panel(staff, order)


# --- once, whatever is delivered -----------------------------------------------------------


def test_a_delivery_that_comes_again_counts_once(staff: Client, buy: Buy) -> None:
    buy()
    deliver_all()
    entry = StoredEvent.objects.get(signal="orders.order_completed")

    replay_event(stored=entry, receiver="sales.count_sale")
    assert deliver_all() == 1

    assert (figures(staff)["taken"], figures(staff)["orders"]) == ("€34.90", "1")


def told(event_id: UUID, at: datetime, order_id: UUID) -> EventMetadata:
    return EventMetadata(
        event_id=event_id,
        signal="tests",
        occurred_at=at,
        correlation_id=order_id,
        causation_id=None,
    )


def test_in_any_order_and_twice_the_sums_are_the_same() -> None:
    monday, tuesday = datetime(2026, 3, 2, 23, 59, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    moved = [
        (Kind.SALE, Decimal("0.10"), monday),
        (Kind.SALE, Decimal("0.20"), tuesday),
        (Kind.REFUND, Decimal("0.10"), tuesday),
    ]
    for order in permutations(moved):
        Booking.objects.all().delete()
        Day.objects.all().delete()
        order_id = uuid7()
        events = [(uuid7(), *what) for what in order]
        for event_id, kind, amount, at in [*events, *reversed(events)]:
            with unit_of_work(correlation_id=order_id):
                services.book(
                    cause=told(event_id, at, order_id), order_id=order_id, kind=kind, amount=amount
                )
        assert list(Day.objects.values_list("orders", "taken_cents", "paid_back_cents")) == [
            (1, 20, 10),
            (1, 10, 0),
        ]


def test_what_was_sold_before_it_was_installed_can_be_heard_later(staff: Client, buy: Buy) -> None:
    buy()
    Delivery.objects.filter(receiver__startswith="sales.").delete()
    deliver_all()
    assert not Booking.objects.exists()

    said = StringIO()
    call_command("catch_up_sales", stdout=said)
    deliver_all()
    call_command("catch_up_sales", stdout=said)

    assert said.getvalue().split("\n")[:2] == [
        f"{heard} events queued; a worker delivers them." for heard in (1, 0)
    ]
    assert figures(staff)["orders"] == "1"


# --- who sees it ---------------------------------------------------------------------------


def test_takings_are_for_staff_alone(staff: Client, customer: Client, buy: Buy) -> None:
    order = buy()
    deliver_all()
    link = 'href="/sales/"'

    assert panel(customer, order) == ""
    assert link not in customer.get("/").text
    assert customer.get("/sales/").status_code == 403
    assert Client().get("/sales/").headers["Location"] == "/account/login/?next=/sales/"
    assert link in staff.get("/").text


def test_the_number_of_days_can_be_chosen_and_nonsense_is_the_usual(staff: Client) -> None:
    pages = {days: staff.get(f"/sales/?days={days}").text for days in ("7", "90", "8", "x")}
    assert [days for days in pages if f"in these {days} days" in pages[days]] == ["7", "90"]
    assert "in these 30 days" in pages["8"]
    assert "in these 30 days" in pages["x"]


# --- as an app -----------------------------------------------------------------------------


def test_its_migrations_are_complete() -> None:
    call_command("makemigrations", "sales", check=True, dry_run=True, verbosity=0)


def test_the_checks_of_shop_and_kernel_have_nothing_to_say() -> None:
    assert checks.run_checks() == []


def test_the_live_map_knows_it(staff: Client) -> None:
    assert "sales.count_sale" in staff.get("/events/").text
