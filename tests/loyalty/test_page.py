"""The page /loyalty/, and what loyalty adds to the pages of others."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from loyalty import receivers
from loyalty.models import Account, Kind
from loyalty.selectors import PAGE_SIZE
from orders.signals import OrderPagePanels, order_page_panels
from storefront.panels import HeaderPanels, Panel, header_panels
from tests.config.factories import UserFactory
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.loyalty.stories import ORDER

pytestmark = pytest.mark.django_db

PAGE = "/loyalty/"


@pytest.fixture
def ada() -> User:
    return UserFactory.create()


@pytest.fixture
def browser(client: Client, ada: User) -> Client:
    """Ada's."""
    client.force_login(ada)
    return client


def account_of(customer: User, **balance: int) -> Account:
    account: Account = AccountFactory.create(customer=customer, **balance)
    return account


# --- the page ------------------------------------------------------------------------------


def test_the_page_asks_a_visitor_to_log_in(client: Client) -> None:
    assertRedirects(client.get(PAGE), "/account/login/?next=/loyalty/")


def test_before_the_first_order_the_page_says_how_points_come(browser: Client) -> None:
    page = browser.get(PAGE)

    assertContains(page, "<h1>0 points</h1>", html=True)
    assertContains(page, "You are Bronze")
    assertContains(page, "500 more points")
    assertContains(page, "its points arrive here within moments")
    assertContains(page, '<a class="button" href="/">Look around</a>', html=True)


def test_the_page_shows_balance_tier_way_and_ledger(browser: Client, ada: User) -> None:
    account = account_of(ada, balance=1250)
    EntryFactory.create(account=account, points=720, order_id=ORDER, order_number="SHOP-TEAP-0T01")
    EntryFactory.create(account=account, kind=Kind.REDEMPTION, points=-300)

    page = browser.get(PAGE)

    assertContains(page, "<h1>1,250 points</h1>", html=True)
    assertContains(page, "Good for €12.00 off your next order")
    assertContains(page, "You are Silver")
    assertContains(page, "1,280 more points")
    assertContains(page, 'value="720" max="2000"')
    assertContains(page, "720 of 2,000 points")
    assertContains(page, f'<a href="/orders/{ORDER}/">Order SHOP-TEAP-0T01</a>', html=True)
    assertContains(page, '<span class="line-amount">\N{MINUS SIGN}300')
    assertContains(page, '<span class="line-amount">+720')


def test_at_gold_there_is_no_further_way(browser: Client, ada: User) -> None:
    EntryFactory.create(account=account_of(ada), points=2000)

    page = browser.get(PAGE)

    assertContains(page, "You are Gold")
    assertContains(page, "free delivery and 5 % off all goods, on every order")
    assertNotContains(page, "<progress")


def test_a_debt_is_explained(browser: Client, ada: User) -> None:
    account_of(ada, debt=40)

    assertContains(browser.get(PAGE), "You redeemed 40 points that were taken back later")


def test_a_gift_says_what_it_is_for_and_cannot_smuggle_html(browser: Client, ada: User) -> None:
    EntryFactory.create(
        account=account_of(ada), kind=Kind.GRANT, order_id=None, note="for <b>the</b> chipped cup"
    )

    assertContains(browser.get(PAGE), "for &lt;b&gt;the&lt;/b&gt; chipped cup")


def test_nobody_sees_the_ledger_of_another(browser: Client) -> None:
    EntryFactory.create(order_number="SHOP-NOTY-0URS")

    assertNotContains(browser.get(PAGE), "SHOP-NOTY-0URS")


def test_a_long_ledger_comes_in_pages(browser: Client, ada: User) -> None:
    account = account_of(ada)
    numbers = [f"SHOP-{n:04}" for n in range(PAGE_SIZE + 5)]
    for number in numbers:
        EntryFactory.create(account=account, order_number=number)

    first = browser.get(PAGE)
    second = browser.get(f"{PAGE}?after={first.context['ledger'].older}")

    shown = [
        entry.order_number for page in (first, second) for entry in page.context["ledger"].entries
    ]
    assert shown == numbers[::-1]
    assertContains(first, "Older ones")
    assertContains(second, "The latest")
    assertNotContains(second, "Older ones")


def test_a_page_that_ends_exactly_has_no_older_ones(browser: Client, ada: User) -> None:
    EntryFactory.create_batch(PAGE_SIZE, account=account_of(ada))

    page = browser.get(PAGE)

    assert page.context["ledger"].older is None
    oldest = page.context["ledger"].entries[-1].id
    assertContains(browser.get(f"{PAGE}?after={oldest}"), "That was all of it.")


@pytest.mark.parametrize(
    "cursor", ["7", "-1", "'; DROP TABLE loyalty_entry; --", "🫖", "%00", "x" * 9000]
)
def test_an_unknown_page_shows_the_latest_and_says_so(
    browser: Client, ada: User, cursor: str
) -> None:
    EntryFactory.create(account=account_of(ada), order_number="SHOP-TEAP-0T01")

    page = browser.get(PAGE, {"after": cursor})

    assertContains(page, "The page that you asked for is not there")
    assertContains(page, "SHOP-TEAP-0T01")


@pytest.mark.parametrize("entries", [1, PAGE_SIZE + 1])
def test_the_page_takes_two_statements_and_the_header_one(
    browser: Client, ada: User, entries: int
) -> None:
    EntryFactory.create_batch(entries, account=account_of(ada))

    with CaptureQueriesContext(connection) as statements:
        browser.get(PAGE)

    assert len([1 for statement in statements if "loyalty_" in statement["sql"]]) == 3


# --- the header ----------------------------------------------------------------------------


def header(viewer_id: int | None) -> list[Panel]:
    answers = header_panels.ask(HeaderPanels(viewer_id=viewer_id, path="/"))
    return [panel for panel in answers if panel.app == "loyalty"]


def test_the_header_shows_balance_and_tier_on_every_page(browser: Client, ada: User) -> None:
    EntryFactory.create(account=account_of(ada, balance=1250), points=600)

    assertContains(browser.get("/orders/"), "1,250 · Silver")
    assertContains(browser.get(PAGE), 'href="/loyalty/" aria-current="page"')


def test_the_header_shows_a_visitor_nothing() -> None:
    assert header(None) == []


def test_the_header_takes_one_statement(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        receivers.show_balance(question=HeaderPanels(viewer_id=ada.pk, path="/"))


# --- the order's page ----------------------------------------------------------------------


def page_shown(**changes: Any) -> OrderPagePanels:
    """The page of a paid order of 124.10 for goods."""
    shown: dict[str, Any] = {
        "order_id": ORDER,
        "status": "completed",
        "customer_id": None,
        "viewer_id": None,
        "goods_paid": Decimal("124.10"),
        **changes,
    }
    return OrderPagePanels(**shown)


def order_panel(**changes: Any) -> str:
    """What loyalty adds to the page of an order; empty for nothing."""
    answers = order_page_panels.ask(page_shown(**changes))
    panels = [panel for panel in answers if panel.app == "loyalty"]
    template = Template("{% load shop %}{% for panel in panels %}{% panel panel %}{% endfor %}")
    context = RequestContext(RequestFactory().get("/"), {"panels": panels})
    return " ".join(template.render(context).split())


def moved(account: Account, **points: int) -> None:
    for kind, number in points.items():
        EntryFactory.create(account=account, kind=kind, points=number, order_id=ORDER)


def test_a_guest_reads_what_an_account_would_have_earned() -> None:
    text = order_panel()

    assert "would have earned you <strong>124 points</strong>" in text
    assert '<a href="/account/signup/">' in text


def test_an_unpaid_order_has_nothing_to_say() -> None:
    assert order_panel(goods_paid=Decimal(0)) == ""
    assert order_panel(goods_paid=Decimal("0.99"), customer_id=1) == ""


def test_points_are_on_the_way_until_the_worker_has_awarded_them(ada: User) -> None:
    text = order_panel(customer_id=ada.pk, viewer_id=ada.pk)

    assert "<strong>124 points</strong> are on the way to your account." in text


def test_a_customer_reads_what_they_earned_and_redeemed(ada: User) -> None:
    moved(account_of(ada), award=124, redemption=-300)

    text = order_panel(customer_id=ada.pk, viewer_id=ada.pk)

    assert "You earned <strong>124 points</strong> with this order." in text
    assert "You redeemed <strong>300 points</strong> for it." in text
    assert "on the way" not in text
    assert '<a href="/loyalty/">' in text


def test_after_a_refund_the_customer_reads_what_went_back(ada: User) -> None:
    moved(account_of(ada), award=124, taken_back=-24, redemption=-300, returned=300)

    text = order_panel(customer_id=ada.pk, viewer_id=ada.pk, goods_paid=Decimal("100.00"))

    assert "24 of them went back with the money." in text
    assert "The 300 points redeemed for it are back in your account." in text


def test_staff_read_of_the_customer_and_get_no_link_to_their_own_points(ada: User) -> None:
    moved(account_of(ada), award=1, redemption=-300)

    text = order_panel(customer_id=ada.pk, viewer_id=ada.pk + 1)

    assert "The customer earned <strong>1 point</strong>" in text
    assert "/loyalty/" not in text


def test_the_panel_takes_one_statement(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    moved(account_of(ada), award=124, taken_back=-24, redemption=-300, returned=300)
    question = page_shown(customer_id=ada.pk, viewer_id=ada.pk)

    with django_assert_num_queries(1):
        receivers.show_points_of_order(question=question)
