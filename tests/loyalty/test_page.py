"""The points page, and the panels on other pages."""

from decimal import Decimal
from typing import Any

import pytest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from loyalty import receivers
from loyalty.models import Account, EntryType
from loyalty.selectors import PAGE_SIZE
from orders.signals import OrderPagePanels, order_page_panels
from storefront.panels import HeaderPanels, header_panels
from tests.accounts.factories import UserFactory
from tests.counting import statements
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.order_events import ORDER_ID

pytestmark = pytest.mark.django_db

PAGE = "/loyalty/"


@pytest.fixture
def customer() -> User:
    return UserFactory.create()


@pytest.fixture
def browser(client: Client, customer: User) -> Client:
    """A browser in which the customer is logged in."""
    client.force_login(customer)
    return client


def account_of(customer: User, **balance: int) -> Account:
    account: Account = AccountFactory.create(customer=customer, **balance)
    return account


# --- the page ------------------------------------------------------------------------------


def test_page_without_points_explains_them(browser: Client) -> None:
    page = browser.get(PAGE)

    assertContains(page, "<h1>0 points</h1>", html=True)
    assertContains(page, "Your tier: Bronze")
    assertContains(page, "500 more points")
    assertContains(page, "They are added as soon as you have paid")
    assertContains(page, '<a class="button" href="/">Start shopping</a>', html=True)


def test_page_shows_balance_tier_and_ledger(browser: Client, customer: User) -> None:
    account = account_of(customer, balance=1250)
    EntryFactory.create(
        account=account, points=720, order_id=ORDER_ID, order_number="SHOP-TEAP-0T01"
    )
    EntryFactory.create(account=account, type=EntryType.REDEMPTION, points=-300)

    page = browser.get(PAGE)

    assertContains(page, "<h1>1,250 points</h1>", html=True)
    assertContains(page, "Worth €12.00 off your next order")
    assertContains(page, "Your tier: Silver")
    assertContains(page, "1,280 more points")
    assertContains(page, 'value="720" max="2000"')
    assertContains(page, "720 of 2,000 points")
    assertContains(page, f'<a href="/orders/{ORDER_ID}/">Order SHOP-TEAP-0T01</a>', html=True)
    assertContains(page, '<span class="line-amount">\N{MINUS SIGN}300')
    assertContains(page, '<span class="line-amount">+720')


def test_highest_tier_has_no_progress_bar(browser: Client, customer: User) -> None:
    EntryFactory.create(account=account_of(customer), points=2000)

    page = browser.get(PAGE)

    assertContains(page, "Your tier: Gold")
    assertContains(page, "free delivery and 5 % off all goods, on every order")
    assertNotContains(page, "<progress")


def test_page_explains_a_debt(browser: Client, customer: User) -> None:
    account_of(customer, debt=40)

    assertContains(
        browser.get(PAGE), "You redeemed 40 points from an order that was refunded later"
    )


def test_note_of_a_grant_is_escaped(browser: Client, customer: User) -> None:
    EntryFactory.create(
        account=account_of(customer),
        type=EntryType.GRANT,
        order_id=None,
        note="for <b>the</b> chipped cup",
    )

    assertContains(browser.get(PAGE), "for &lt;b&gt;the&lt;/b&gt; chipped cup")


def test_page_shows_no_entries_of_others(browser: Client) -> None:
    EntryFactory.create(order_number="SHOP-OTHE-R001")

    assertNotContains(browser.get(PAGE), "SHOP-OTHE-R001")


def test_long_ledger_is_paged(browser: Client, customer: User) -> None:
    account = account_of(customer)
    numbers = [f"SHOP-{n:04}" for n in range(PAGE_SIZE + 5)]
    for number in numbers:
        EntryFactory.create(account=account, order_number=number)

    first = browser.get(PAGE)
    second = browser.get(f"{PAGE}?after={first.context['ledger'].older}")

    shown = [
        entry.order_number for page in (first, second) for entry in page.context["ledger"].rows
    ]
    assert shown == numbers[::-1]
    assertContains(first, "Older entries")
    assertContains(second, "Latest entries")
    assertNotContains(second, "Older entries")


def test_full_last_page_has_no_next_page(browser: Client, customer: User) -> None:
    EntryFactory.create_batch(PAGE_SIZE, account=account_of(customer))

    page = browser.get(PAGE)

    assert page.context["ledger"].older is None
    oldest = page.context["ledger"].rows[-1].id
    assertContains(browser.get(f"{PAGE}?after={oldest}"), "There are no older entries.")


@pytest.mark.parametrize(
    "cursor", ["7", "-1", "'; DROP TABLE loyalty_entry; --", "🫖", "%00", "x" * 9000]
)
def test_invalid_page_shows_the_latest_entries(
    browser: Client, customer: User, cursor: str
) -> None:
    EntryFactory.create(account=account_of(customer), order_number="SHOP-TEAP-0T01")

    page = browser.get(PAGE, {"after": cursor})

    assertContains(page, "This page does not exist")
    assertContains(page, "SHOP-TEAP-0T01")


@pytest.mark.parametrize("entries", [1, PAGE_SIZE + 1])
def test_page_needs_two_statements_and_the_header_one(
    browser: Client, customer: User, entries: int
) -> None:
    EntryFactory.create_batch(entries, account=account_of(customer))

    with statements(exactly=3, on="loyalty_"):
        browser.get(PAGE)


# --- the header ----------------------------------------------------------------------------


def test_header_shows_balance_and_tier(browser: Client, customer: User) -> None:
    EntryFactory.create(account=account_of(customer, balance=1250), points=600)

    assertContains(browser.get("/orders/"), "1,250 · Silver")
    assertContains(browser.get(PAGE), 'href="/loyalty/" aria-current="page"')


def test_header_is_empty_for_visitors() -> None:
    answers = header_panels.ask(HeaderPanels(viewer_id=None, path="/"))

    assert "loyalty" not in {panel.app for panel in answers}


# --- the order's page ----------------------------------------------------------------------


def page_shown(**changes: Any) -> OrderPagePanels:
    """Return the question of a paid order's page; 124.10 were paid for goods."""
    shown: dict[str, Any] = {
        "order_id": ORDER_ID,
        "status": "completed",
        "customer_id": None,
        "viewer_id": None,
        "goods_paid": Decimal("124.10"),
        **changes,
    }
    return OrderPagePanels(**shown)


def order_panel(**changes: Any) -> str:
    """Return the text of the panel on the order page, or an empty string."""
    answers = order_page_panels.ask(page_shown(**changes))
    panels = [panel for panel in answers if panel.app == "loyalty"]
    template = Template("{% load shop %}{% for panel in panels %}{% panel panel %}{% endfor %}")
    context = RequestContext(RequestFactory().get("/"), {"panels": panels})
    return " ".join(template.render(context).split())


def moved(account: Account, **points: int) -> None:
    for entry_type, number in points.items():
        EntryFactory.create(account=account, type=entry_type, points=number, order_id=ORDER_ID)


def test_guest_sees_what_an_account_would_earn() -> None:
    text = order_panel()

    assert "you would earn <strong>124 points</strong>" in text
    assert '<a href="/account/signup/">' in text


def test_guest_order_does_not_offer_an_account_to_customers() -> None:
    assert order_panel(viewer_id=1) == ""


def test_unpaid_order_has_no_panel() -> None:
    assert order_panel(goods_paid=Decimal(0)) == ""
    assert order_panel(goods_paid=Decimal("0.99"), customer_id=1) == ""


@pytest.mark.parametrize(
    ("entries", "shown"),
    [
        ({}, ["<strong>124 points</strong> will be added to your account"]),
        (
            {"award": 124, "redemption": -300},
            [
                "You earned <strong>124 points</strong> with this order.",
                "You redeemed <strong>300 points</strong>.",
                '<a href="/loyalty/">',
            ],
        ),
        (
            {"award": 124, "reversal": -24, "redemption": -300, "return": 300},
            ["24 were deducted after the refund.", "They have been returned to your account."],
        ),
    ],
    ids=["pending", "earned", "refunded"],
)
def test_panel_shows_the_points_of_the_order(
    customer: User, entries: dict[str, int], shown: list[str]
) -> None:
    moved(account_of(customer), **entries)

    text = order_panel(customer_id=customer.pk, viewer_id=customer.pk)

    assert [words for words in shown if words not in text] == []
    assert ("will be added" in text) is not bool(entries)


def test_panel_for_staff_names_the_customer(customer: User) -> None:
    moved(account_of(customer), award=1, redemption=-300)

    text = order_panel(customer_id=customer.pk, viewer_id=customer.pk + 1)

    assert "The customer earned <strong>1 point</strong>" in text
    assert "/loyalty/" not in text


def test_panel_needs_one_statement(customer: User) -> None:
    moved(account_of(customer), award=124, reversal=-24, redemption=-300, **{"return": 300})
    question = page_shown(customer_id=customer.pk, viewer_id=customer.pk)

    with statements(exactly=1):
        receivers.show_order_points(question=question)
