"""The order page: access, its live state, paying with another card, and cancelling."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.core.signing import TimestampSigner
from django.utils import timezone
from django.utils.html import escape
from pytest_django import Settings

from accounts.models import User
from events.testing import deliver_all
from orders import services, visitors
from orders.links import link_to
from orders.models import BasketLine, Offer, Order, Payment
from tests.counting import statements
from tests.orders import shop
from tests.orders.factories import LineFactory, OrderFactory
from tests.orders.pages.visitor import CARD, Shopper, text_of

pytestmark = pytest.mark.usefixtures("goods")


def path_of_link(order: Order) -> str:
    """The link in an e-mail, without the shop's address."""
    return "/orders" + link_to(order.pk).partition("/orders")[2]


@pytest.fixture
def order(db: None) -> Order:
    """A paid order of another guest."""
    return shop.buy({"TALL-MUG": 1, "GREEN-TEA": 2})


@pytest.fixture
def reader(visitor: Shopper, order: Order) -> Shopper:
    """A visitor who opened the link to the order."""
    visitor.follow(visitor.get(path_of_link(order)))
    return visitor


# --- access ----------------------------------------------------------------------------------


def test_staff_need_permissions(visitor: Shopper, order: Order, staff: User) -> None:
    visitor.client.force_login(staff)
    address, cancel = order.get_absolute_url(), f"{order.get_absolute_url()}cancel/"
    assert visitor.get(address).status_code == 404

    staff.user_permissions.add(Permission.objects.get(codename="view_order"))
    assert visitor.get(address).status_code == 200
    assert "Cancel this order" not in text_of(visitor.get(address))
    assert visitor.post(cancel, {}).status_code == 403

    staff.user_permissions.add(Permission.objects.get(codename="change_order"))
    assert "Cancel this order" in text_of(visitor.get(address))
    visitor.follow(visitor.post(cancel, {}))
    assert shop.fresh(order).cancel_reason == "staff"


def test_link_grants_read_access_only(reader: Shopper, order: Order) -> None:
    page = reader.get(order.get_absolute_url())

    assert "Tall mug" in text_of(page)
    assert "Cancel this order" not in text_of(page)
    for action in ("cancel", "pay"):
        answer = reader.post(f"{order.get_absolute_url()}{action}/", CARD)
        assert answer.status_code == 403
    assert shop.fresh(order).status == "completed"


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: f"x{s}", str.upper])
def test_changed_link_is_invalid(visitor: Shopper, order: Order, change: object) -> None:
    signed = path_of_link(order).rstrip("/").rpartition("/")[2]

    page = visitor.get(f"/orders/link/{change(signed)}/")  # type: ignore[operator]

    assert page.status_code == 404
    assert "This link does not work any more" in text_of(page)


def test_link_to_a_deleted_order_is_not_found(visitor: Shopper) -> None:
    signed = TimestampSigner(salt="orders.order_link").sign(uuid4().hex)

    assert visitor.follow(visitor.get(f"/orders/link/{signed}/")).status_code == 404


def test_session_keeps_the_latest_links(visitor: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "MAX_LINKED_ORDERS", 2)
    orders = OrderFactory.create_batch(3)
    for order in orders:
        visitor.get(path_of_link(order))

    answers = [visitor.get(order.get_absolute_url()).status_code for order in orders]
    assert answers == [404, 200, 200]


# --- contents --------------------------------------------------------------------------------


def test_page_shows_items_price_and_address(reader: Shopper, order: Order) -> None:
    text = text_of(reader.get(order.get_absolute_url()))

    assert "2 \N{MULTIPLICATION SIGN} €3.33" in text
    assert "Goods €18.66 Delivery €4.90 Total €23.56" in text
    assert "Ada Lovelace 12 St James's Square SW1Y 4JH London United Kingdom" in text
    assert "Paid with Visa •••• 4242." in text


@pytest.mark.parametrize(
    ("pages", "shown", "link"),
    [
        ({}, "The tracking number is 1Z/9 9", ""),
        (
            {"post": "https://post.example/track?id={number}&lang=en"},
            "Track your parcel 1Z/9 9",
            "https://post.example/track?id=1Z%2F9%209&lang=en",
        ),
    ],
    ids=["carrier without a page", "carrier with a page"],
)
def test_page_shows_the_parcel(
    reader: Shopper, order: Order, settings: Settings, pages: dict[str, str], shown: str, link: str
) -> None:
    settings.TRACKING_PAGES = pages
    services.ship_order(order_id=order.pk, tracking_number="1Z/9 9")

    page = reader.get(order.get_absolute_url())

    assert f"Carrier: Parcel Post. {shown}" in text_of(page)
    assert not link or f'<a href="{escape(link)}" rel="noreferrer">' in page.text
    assert shop.payload_of(order, "order_shipped")["tracking_url"] == link


def test_page_shows_refunds(reader: Shopper, order: Order) -> None:
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)
    assert "Refund of €12.00 is on its way" in text_of(reader.get(order.get_absolute_url()))

    deliver_all()

    assert "Refund of €12.00 on" in text_of(reader.get(order.get_absolute_url()))


def test_unknown_country_is_shown_by_its_code(reader: Shopper, order: Order) -> None:
    Order.objects.update(country="XK", state="")

    assert "London XK" in text_of(reader.get(order.get_absolute_url()))


def test_flow_is_for_staff_and_the_demo(reader: Shopper, order: Order, settings: Settings) -> None:
    assert "events/flows" not in reader.get(order.get_absolute_url()).content.decode()

    settings.EVENTS_EXPLORER_PUBLIC = True

    assert "events/flows" in reader.get(order.get_absolute_url()).content.decode()


def test_staff_see_the_flow_with_the_permission_of_the_explorer(
    visitor: Shopper, order: Order, staff: User
) -> None:
    staff.user_permissions.set(Permission.objects.filter(codename="view_order"))
    visitor.client.force_login(staff)
    page = visitor.get(order.get_absolute_url()).content.decode()
    assert "View in the admin" in page
    assert "events/flows" not in page

    staff.user_permissions.add(Permission.objects.get(codename="view_storedevent"))
    assert "events/flows" in visitor.get(order.get_absolute_url()).content.decode()


@pytest.mark.parametrize("lines", [1, 10])
def test_number_of_statements_is_constant(visitor: Shopper, ada: User, lines: int) -> None:
    visitor.client.force_login(ada)
    order = OrderFactory.create(customer=ada, paid=True, line=None)
    for number in range(lines):
        LineFactory.create(order=order, sku=f"MUG-{number}")
    visitor.get(order.get_absolute_url())

    with statements(exactly=12):
        visitor.get(order.get_absolute_url())


# --- live ------------------------------------------------------------------------------------


def live(page: str) -> tuple[str, str]:
    """The address that the page requests, and how often; empty if it does not."""
    found = re.search(r'hx-get="([^"]+)" hx-trigger="every (\w+)" hx-select="#main"', page)
    return (found[1], found[2]) if found else ("", "")


def poll(visitor: Shopper, address: str) -> int:
    return visitor.get(address, headers={"HX-Request": "true", "HX-Target": "main"}).status_code


def test_waiting_page_polls_until_the_payment_is_settled(buyer: Shopper, unpaid: Order) -> None:
    page = buyer.get(unpaid.get_absolute_url()).content.decode()
    address, pace = live(page)

    assert pace == "200ms"
    assert f'http-equiv="refresh" content="2; url={unpaid.get_absolute_url()}"' in page
    assert poll(buyer, address) == 204
    deliver_all()
    assert poll(buyer, address) == 200
    page = buyer.get(unpaid.get_absolute_url()).content.decode()
    assert live(page)[1] == "20s"
    assert "http-equiv" not in page.partition("<body")[0].partition("refresh")[0][-20:]


def test_waiting_page_polls_slower_after_a_while(buyer: Shopper, unpaid: Order) -> None:
    address, _ = live(buyer.get(unpaid.get_absolute_url()).content.decode())
    for seconds, expected in ((6, "1s"), (61, "5s")):
        Payment.objects.update(created_at=timezone.now() - timedelta(seconds=seconds))
        assert poll(buyer, address) == 200, "the page is sent again with a new pace"
        page = buyer.get(unpaid.get_absolute_url())
        assert live(page.content.decode())[1] == expected
    assert "The bank has not answered yet." in text_of(page)


def test_polling_needs_the_access_of_the_page(buyer: Shopper, unpaid: Order) -> None:
    address, _ = live(buyer.get(unpaid.get_absolute_url()).content.decode())

    assert poll(Shopper(), address) == 404


@pytest.mark.parametrize(
    "end",
    [
        partial(services.cancel_order, reason="staff"),
        partial(services.refund_order, resaleable=True),
    ],
    ids=["cancelled", "refunded"],
)
def test_final_page_does_not_poll(
    reader: Shopper, order: Order, end: Callable[..., object]
) -> None:
    end(order_id=order.pk)
    deliver_all()

    page = reader.get(order.get_absolute_url()).content.decode()

    assert live(page) == ("", "")
    assert "every" not in page


def test_panels_are_polled_until_all_is_delivered(reader: Shopper, order: Order) -> None:
    page = reader.get(order.get_absolute_url()).content.decode()
    found = re.search(r'id="order-panels"[^>]*hx-get="([^"]+)" hx-trigger="every 2s"', page)
    assert found
    headers = {"HX-Request": "true", "HX-Target": "order-panels"}
    assert reader.get(found[1], headers=headers).status_code == 204

    deliver_all()

    part = reader.get(found[1], headers=headers)
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "Your receipt" in part.content.decode()


# --- buying again ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("withdrawn", "said", "added"),
    [
        ([], "the items of order", {"TALL-MUG": 1, "GREEN-TEA": 2}),
        (["TALL-MUG"], "Could not be added: Tall mug.", {"GREEN-TEA": 2}),
    ],
)
def test_items_that_are_for_sale_can_be_bought_again(
    reader: Shopper, order: Order, withdrawn: list[str], said: str, added: dict[str, int]
) -> None:
    Offer.objects.filter(pk__in=withdrawn).update(on_sale=False)
    assert "Buy again" in text_of(reader.get(f"/orders/{order.pk}/"))

    page = reader.follow(reader.post(f"/orders/{order.pk}/again/", {}))

    assert said in text_of(page)
    lines = BasketLine.objects.filter(basket__order=None)
    assert dict(lines.values_list("offer_id", "quantity")) == added
