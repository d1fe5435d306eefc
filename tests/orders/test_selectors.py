"""What may be read of orders, and by whom."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.signing import TimestampSigner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from inventory.services import change_product, withdraw_product
from orders import selectors
from orders.bestsellers import forget_bestsellers
from orders.links import LinkInvalid, order_id_of
from orders.models import Order
from orders.signals import OrderLink, order_link
from tests.orders import shop
from tests.orders.factories import LineFactory, OfferFactory, OrderFactory

pytestmark = pytest.mark.django_db


# --- baskets ---------------------------------------------------------------------------------


def test_a_basket_is_priced_line_by_line_in_its_own_order(goods: None) -> None:
    withdraw_product(sku="TEAPOT")

    priced = selectors.price_basket(
        basket={"GREEN-TEA": 2, "UNICORN": 1, "TEAPOT": 1, "TALL-MUG": 1}, customer_id=None
    )

    assert [(line.name, line.total, line.problem) for line in priced.lines] == [
        ("Green tea", Decimal("6.66"), ""),
        ("UNICORN", Decimal("0.00"), "We do not sell this product."),
        ("Teapot", Decimal("48.50"), "Teapot is not on sale any more."),
        ("Tall mug", Decimal("12.00"), ""),
    ]
    assert [line.sku for line in priced.problems] == ["UNICORN", "TEAPOT"]
    assert (priced.goods, priced.delivery, priced.total) == (
        Decimal("18.66"),
        Decimal("4.90"),
        Decimal("23.56"),
    )


def test_an_empty_basket_costs_nothing_and_asks_nobody(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        priced = selectors.price_basket(basket={}, customer_id=None)

    assert not priced.lines
    assert priced.total == 0


def test_a_basket_of_any_size_takes_the_same_number_of_queries() -> None:
    few = {offer.sku: 1 for offer in OfferFactory.create_batch(1)}
    many = {offer.sku: 1 for offer in OfferFactory.create_batch(20)}

    with CaptureQueriesContext(connection) as for_few:
        selectors.price_basket(basket=few, customer_id=None)
    with CaptureQueriesContext(connection) as for_many:
        selectors.price_basket(basket=many, customer_id=None)

    assert len(for_few) == len(for_many)
    assert sum("orders_offer" in query["sql"] for query in for_many) == 1


# --- who may read an order -------------------------------------------------------------------


def _may_read(order: Order, *, viewer_id: int | None = None, **others: object) -> bool:
    circumstances = {"is_staff": False, "opened": (), **others}
    found = selectors.order_for(order_id=order.pk, viewer_id=viewer_id, **circumstances)  # type: ignore[arg-type]  # each as its test says
    return found == order


def test_an_order_is_read_by_its_owner_by_staff_and_by_who_opened_it() -> None:
    ada, eve = (User.objects.create_user(f"{name}@example.com") for name in ("ada", "eve"))
    hers, a_guests = OrderFactory.create(customer=ada), OrderFactory.create()

    assert _may_read(hers, viewer_id=ada.pk)
    assert not _may_read(hers, viewer_id=eve.pk)
    assert not _may_read(hers)
    assert not _may_read(a_guests)
    assert not _may_read(a_guests, viewer_id=eve.pk)
    assert _may_read(a_guests, opened=[str(a_guests.pk)])
    assert _may_read(a_guests, viewer_id=eve.pk, is_staff=True)


def test_an_unknown_order_is_nobodys() -> None:
    found = selectors.order_for(
        order_id=shop.nobody(), viewer_id=1, is_staff=True, opened=[str(shop.nobody())]
    )

    assert found is None


def test_a_customer_sees_their_orders_and_a_guest_those_of_their_session(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ada = User.objects.create_user("ada@example.com")
    first, second = OrderFactory.create_batch(2, customer=ada)
    opened, _ = OrderFactory.create_batch(2)

    with django_assert_num_queries(2):
        hers = list(selectors.orders_of(ada.pk))
        assert [len(order.lines.all()) for order in hers] == [1, 1]
    assert hers == [second, first]
    assert list(selectors.orders_of(ada.pk, opened=[str(opened.pk)])) == [opened, second, first]
    assert list(selectors.orders_of(None, opened=[str(opened.pk)])) == [opened]
    assert list(selectors.orders_of(None)) == []


def test_an_account_that_is_deleted_leaves_its_orders() -> None:
    ada = User.objects.create_user("ada@example.com")
    order = OrderFactory.create(customer=ada)

    ada.delete()

    assert shop.fresh(order).customer_id is None


def test_who_a_customer_last_said_they_were() -> None:
    ada = User.objects.create_user("ada@example.com")
    assert selectors.latest_contact(customer_id=ada.pk) is None

    OrderFactory.create(customer=ada, city="Ockham")
    OrderFactory.create(customer=ada, city="London")

    contact = selectors.latest_contact(customer_id=ada.pk)
    assert contact is not None
    assert (contact.name, contact.city) == ("Ada Lovelace", "London")


# --- links -----------------------------------------------------------------------------------


def test_the_link_of_a_letter_leads_to_its_order(settings: Settings) -> None:
    settings.SITE_URL = "https://shop.example/"
    order = OrderFactory.create()

    [link] = order_link.ask(OrderLink(order_id=order.pk))

    assert link.startswith("https://shop.example/orders/")
    assert order_id_of(urlsplit(link).path.rstrip("/").rpartition("/")[2]) == order.pk


def test_a_link_that_is_not_ours_leads_nowhere() -> None:
    with pytest.raises(LinkInvalid):
        order_id_of(f"{shop.nobody().hex}:1tabcd:forged")


def test_a_link_lasts_ninety_days(monkeypatch: pytest.MonkeyPatch) -> None:
    day = 24 * 60 * 60
    made = timezone.now().timestamp()
    signed = TimestampSigner(salt="orders.order_link").sign(shop.nobody().hex)

    monkeypatch.setattr("time.time", lambda: made + 89 * day)
    assert order_id_of(signed) == shop.nobody()
    monkeypatch.setattr("time.time", lambda: made + 91 * day)
    with pytest.raises(LinkInvalid):
        order_id_of(signed)


# --- bestsellers -----------------------------------------------------------------------------


def _sold(sku: str, pieces: int, *, paid: bool = True) -> None:
    LineFactory.create(order=OrderFactory.create(line=None, paid=paid), sku=sku, quantity=pieces)


def test_bestsellers_are_what_paid_orders_hold_most_of(goods: None) -> None:
    _sold("TEAPOT", 9, paid=False)
    _sold("GREEN-TEA", 3)
    _sold("TALL-MUG", 2)
    _sold("TALL-MUG", 2)
    _sold("NEVER-HEARD-OF", 5)

    assert [offer.sku for offer in selectors.bestsellers()] == ["TALL-MUG", "GREEN-TEA"]


def test_bestsellers_are_counted_once_until_an_order_is_paid(
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
        order = shop.place({"GREEN-TEA": 2}).order
    assert [offer.sku for offer in selectors.bestsellers()] == ["TALL-MUG"]
    with django_capture_on_commit_callbacks(execute=True):
        shop.pay(order)
    assert [offer.sku for offer in selectors.bestsellers()] == ["GREEN-TEA", "TALL-MUG"]


def test_a_reader_who_is_late_puts_no_old_bestsellers_back(goods: None) -> None:
    def paid_meanwhile(execute: Any, *query: Any) -> Any:
        """An order is paid between the reader's look at the cache and their query."""
        found = execute(*query)
        forget_bestsellers()
        return found

    with connection.execute_wrapper(paid_meanwhile):
        assert selectors.bestsellers() == []
    _sold("GREEN-TEA", 1)

    assert [offer.sku for offer in selectors.bestsellers()] == ["GREEN-TEA"]
