"""Reads of baskets and orders, and access to them."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.core.signing import TimestampSigner
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings
from uuid_utils.compat import uuid7

from inventory.services import change_product
from orders import selectors
from orders.links import LinkInvalid, order_id_of
from orders.models import Order
from orders.signals import OrderLink, order_link
from orders.visitors import Visitor
from tests.accounts.factories import UserFactory
from tests.orders import shop
from tests.orders.factories import BasketFactory, BasketLineFactory, LineFactory, OrderFactory

pytestmark = pytest.mark.django_db


# --- baskets ---------------------------------------------------------------------------------


def test_pieces_of_the_open_basket_are_counted(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    basket = BasketFactory.create()
    BasketLineFactory.create(basket=basket, quantity=2)
    BasketLineFactory.create(basket=basket, quantity=3)

    with django_assert_num_queries(1):
        assert selectors.basket_pieces(visitor=Visitor(guest_id=basket.guest_id)) == 5


# --- access to orders ------------------------------------------------------------------------


def _access(
    order: Order, visitor: Visitor, *, linked: bool = False, staff: bool = False
) -> tuple[bool, bool]:
    """Return whether the visitor can read the order, and whether it is their own."""
    found, is_own = selectors.readable_order(
        order_id=order.pk,
        visitor=visitor,
        linked=[str(order.pk)] if linked else [],
        can_view_all=staff,
    )
    return found == order, is_own


NONE, READS, OWNS = (False, False), (True, False), (True, True)


def test_order_is_read_by_its_customer_by_staff_and_by_link() -> None:
    ada, eve = (Visitor(customer_id=UserFactory.create().pk) for _ in range(2))
    hers = OrderFactory.create(customer_id=ada.customer_id)

    assert _access(hers, ada) == _access(hers, ada, linked=True, staff=True) == OWNS
    assert _access(hers, eve) == _access(hers, Visitor()) == NONE
    assert _access(hers, Visitor(), linked=True) == _access(hers, eve, staff=True) == READS
    assert _access(Order(pk=shop.unknown_id()), ada, staff=True) == NONE


def test_guest_reads_the_orders_of_their_baskets(goods: None) -> None:
    order = shop.place({"TALL-MUG": 1})
    guest_id = order.basket.guest_id

    assert _access(order, Visitor(guest_id=guest_id)) == OWNS
    assert _access(order, Visitor(guest_id=guest_id, customer_id=1)) == OWNS, "after signing in"
    assert _access(order, Visitor(guest_id=uuid7())) == NONE


def test_deleted_account_leaves_its_orders() -> None:
    ada = UserFactory.create()
    order = OrderFactory.create(customer=ada)

    ada.delete()

    assert shop.fresh(order).customer_id is None


def test_latest_contact_of_a_customer() -> None:
    ada = UserFactory.create()
    assert selectors.latest_contact(customer_id=ada.pk) is None

    for city in ("Ockham", "London"):
        OrderFactory.create(customer=ada, city=city)

    assert selectors.latest_contact(customer_id=ada.pk) == shop.ADA


# --- links -----------------------------------------------------------------------------------


def test_link_leads_to_the_order(settings: Settings) -> None:
    settings.SITE_URL = "https://shop.example"
    order = OrderFactory.create()

    [link] = order_link.ask(OrderLink(order_id=order.pk))

    assert link.startswith("https://shop.example/orders/")
    assert order_id_of(urlsplit(link).path.rstrip("/").rpartition("/")[2]) == order.pk


def test_link_is_valid_for_ninety_days(monkeypatch: pytest.MonkeyPatch) -> None:
    day = 24 * 60 * 60
    made = timezone.now().timestamp()
    signed = TimestampSigner(salt="orders.order_link").sign(shop.unknown_id().hex)

    monkeypatch.setattr("time.time", lambda: made + 89 * day)
    assert order_id_of(signed) == shop.unknown_id()
    monkeypatch.setattr("time.time", lambda: made + 91 * day)
    with pytest.raises(LinkInvalid):
        order_id_of(signed)


# --- bestsellers -----------------------------------------------------------------------------


def _sold(sku: str, pieces: int, *, paid: bool = True) -> None:
    LineFactory.create(order=OrderFactory.create(line=None, paid=paid), sku=sku, quantity=pieces)


def test_bestsellers_sold_most_in_paid_orders(goods: None) -> None:
    _sold("TEAPOT", 9, paid=False)
    _sold("GREEN-TEA", 3)
    _sold("TALL-MUG", 2)
    _sold("TALL-MUG", 2)
    _sold("UNKNOWN", 5)

    assert [offer.sku for offer in selectors.bestsellers()] == ["TALL-MUG", "GREEN-TEA"]


def test_bestsellers_are_cached_until_an_order_is_paid(
    goods: None,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    _sold("TALL-MUG", 1)
    assert [offer.sku for offer in selectors.bestsellers()] == ["TALL-MUG"]
    change_product(sku="TALL-MUG", price=Decimal("13.00"))
    with django_assert_num_queries(1):
        [mug] = selectors.bestsellers()
    assert mug.price == Decimal("13.00")

    with django_capture_on_commit_callbacks(execute=True):
        order = shop.place({"GREEN-TEA": 2})
    assert [offer.sku for offer in selectors.bestsellers()] == ["TALL-MUG"]
    with django_capture_on_commit_callbacks(execute=True):
        shop.charge(order)
    assert [offer.sku for offer in selectors.bestsellers()] == ["GREEN-TEA", "TALL-MUG"]
