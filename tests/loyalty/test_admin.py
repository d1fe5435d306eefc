"""Accounts and ledger in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from events.identifiers import uuid7
from loyalty.models import Account, Entry, Kind
from tests.config.factories import UserFactory
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.loyalty.stories import ledger

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/loyalty/account/"
ENTRIES = "/admin/loyalty/entry/"


@pytest.fixture
def ada() -> User:
    return UserFactory.create(email="ada@example.com")


@pytest.fixture
def back_office(admin_client: Client) -> Client:
    return admin_client


# --- reading -------------------------------------------------------------------------------


def test_accounts_are_listed_with_their_tier_and_found_by_e_mail(
    back_office: Client, ada: User
) -> None:
    EntryFactory.create(account=AccountFactory.create(customer=ada), points=2100)
    AccountFactory.create(customer__email="bo@example.com")

    assertContains(back_office.get(ACCOUNTS), "bo@example.com")
    found = back_office.get(ACCOUNTS, {"q": "ada@"})
    assertContains(found, "Gold")
    assertNotContains(found, "bo@example.com")


@pytest.mark.parametrize(("owes", "who"), [("yes", "bo"), ("no", "ada")])
def test_accounts_are_filtered_by_debt(back_office: Client, owes: str, who: str) -> None:
    AccountFactory.create(customer__email="ada@example.com", balance=10)
    AccountFactory.create(customer__email="bo@example.com", debt=10)

    listed = back_office.get(ACCOUNTS, {"owes": owes}).context["cl"].result_list

    assert [account.customer.email for account in listed] == [f"{who}@example.com"]


def test_one_account_can_be_read_and_not_changed(back_office: Client, ada: User) -> None:
    account = AccountFactory.create(customer=ada, balance=300)
    page = f"{ACCOUNTS}{account.pk}/change/"

    assertContains(back_office.get(page), "Bronze")
    assert back_office.post(page, {"balance": 9000}).status_code == 403
    assert back_office.post(f"{ACCOUNTS}{account.pk}/delete/").status_code == 403
    assert back_office.get(f"{ACCOUNTS}add/").status_code == 403


def test_one_entry_can_be_read_and_not_changed(back_office: Client) -> None:
    entry = EntryFactory.create(order_number="SHOP-TEAP-0T01")
    page = f"{ENTRIES}{entry.pk}/change/"

    assertContains(back_office.get(page), str(entry.event_id))
    assert back_office.post(page, {"points": 9000}).status_code == 403
    assert back_office.post(f"{ENTRIES}{entry.pk}/delete/").status_code == 403


@pytest.mark.parametrize("by", ["order_number", "order_id", "event_id"])
def test_entries_are_found_by_order_and_event(back_office: Client, by: str) -> None:
    entry = EntryFactory.create()
    EntryFactory.create_batch(2)

    listed = back_office.get(ENTRIES, {"q": str(getattr(entry, by))}).context["cl"].result_list

    assert list(listed) == [entry]


@pytest.mark.parametrize("page", [ACCOUNTS, ENTRIES])
def test_a_list_takes_the_same_statements_for_one_row_and_for_many(
    back_office: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    EntryFactory.create_batch(15)
    with django_assert_max_num_queries(7):
        back_office.get(page)


# --- giving --------------------------------------------------------------------------------


def test_staff_give_points_with_a_word_to_the_customer(back_office: Client, ada: User) -> None:
    form = back_office.get(f"{ENTRIES}add/").context["adminform"].form
    gift = {
        "customer": ada.pk,
        "points": 50,
        "note": "for the chipped cup",
        "token": form["token"].value(),
    }

    assertRedirects(back_office.post(f"{ENTRIES}add/", gift), ENTRIES)
    back_office.post(f"{ENTRIES}add/", gift)

    assert ledger(ada.pk) == [("grant", 50)]
    entry = Entry.objects.get()
    assert (entry.kind, entry.note) == (Kind.GRANT, "for the chipped cup")
    assert LogEntry.objects.filter(object_id=str(entry.pk)).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": "0"},
        {"points": "-50"},
        {"points": "10001"},
        {"points": "many"},
        {"note": ""},
        {"note": "x" * 201},
        {"customer": "999999"},
        {"token": "not a token"},
    ],
    ids=str,
)
def test_a_gift_that_is_not_right_is_not_given(
    back_office: Client, ada: User, wrong: dict[str, str]
) -> None:
    gift = {"customer": ada.pk, "points": 50, "note": "for the chipped cup", "token": uuid7()}

    page = back_office.post(f"{ENTRIES}add/", {**gift, **wrong})

    assert page.context["adminform"].form.errors.keys() == wrong.keys()
    assert not Account.objects.exists()


def test_who_may_only_read_gives_nothing(client: Client) -> None:
    clerk = UserFactory.create(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_entry"))
    client.force_login(clerk)

    assert client.get(ENTRIES).status_code == 200
    assert client.get(f"{ENTRIES}add/").status_code == 403
