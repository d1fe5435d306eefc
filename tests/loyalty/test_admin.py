"""Admin pages for accounts and the ledger."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from uuid_utils.compat import uuid7

from accounts.models import User
from loyalty.models import Account, Entry, EntryType
from tests.accounts.factories import UserFactory, client_with
from tests.loyalty.factories import AccountFactory, EntryFactory, ledger

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/loyalty/account/"
ENTRIES = "/admin/loyalty/entry/"


@pytest.fixture
def ada() -> User:
    return UserFactory.create(email="ada@example.com")


# --- reading -------------------------------------------------------------------------------


def test_accounts_are_searchable_by_email(admin_client: Client, ada: User) -> None:
    EntryFactory.create(account=AccountFactory.create(customer=ada), points=2100)
    AccountFactory.create(customer__email="bo@example.com")

    assertContains(admin_client.get(ACCOUNTS), "bo@example.com")
    found = admin_client.get(ACCOUNTS, {"q": "ada@"})
    assertContains(found, "Gold")
    assertNotContains(found, "bo@example.com")


@pytest.mark.parametrize(("owes", "name"), [("yes", "bo"), ("no", "ada")])
def test_accounts_are_filtered_by_debt(admin_client: Client, owes: str, name: str) -> None:
    AccountFactory.create(customer__email="ada@example.com", balance=10)
    AccountFactory.create(customer__email="bo@example.com", debt=10)

    listed = admin_client.get(ACCOUNTS, {"owes": owes}).context["cl"].result_list

    assert [account.customer.email for account in listed] == [f"{name}@example.com"]


def test_pages_show_the_tier_and_the_event(admin_client: Client) -> None:
    entry = EntryFactory.create()

    assertContains(admin_client.get(f"{ACCOUNTS}{entry.account_id}/change/"), "Bronze")
    assertContains(admin_client.get(f"{ENTRIES}{entry.pk}/change/"), str(entry.event_id))


@pytest.mark.parametrize("by", ["order_number", "order_id", "event_id"])
def test_entries_are_searchable_by_order_and_event(admin_client: Client, by: str) -> None:
    entry = EntryFactory.create()
    EntryFactory.create_batch(2)

    listed = admin_client.get(ENTRIES, {"q": str(getattr(entry, by))}).context["cl"].result_list

    assert list(listed) == [entry]


@pytest.mark.parametrize("page", [ACCOUNTS, ENTRIES])
def test_list_needs_a_fixed_number_of_statements(
    admin_client: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    EntryFactory.create_batch(15)
    with django_assert_max_num_queries(7):
        admin_client.get(page)


# --- granting --------------------------------------------------------------------------------


def test_repeated_grant_form_grants_once(admin_client: Client, ada: User) -> None:
    form = admin_client.get(f"{ENTRIES}add/").context["adminform"].form
    grant = {
        "customer": ada.email,
        "points": 50,
        "note": "Chipped cup",
        "token": form["token"].value(),
    }

    assertRedirects(admin_client.post(f"{ENTRIES}add/", grant), ENTRIES)
    admin_client.post(f"{ENTRIES}add/", grant)

    assert ledger(ada.pk) == [("grant", 50)]
    entry = Entry.objects.get()
    assert (entry.type, entry.note) == (EntryType.GRANT, "Chipped cup")
    assert LogEntry.objects.filter(object_id=str(entry.pk)).exists()


def test_grant_form_that_is_reused_is_rejected(admin_client: Client, ada: User) -> None:
    grant = {"customer": ada.email, "points": 50, "note": "Chipped cup", "token": uuid7()}
    admin_client.post(f"{ENTRIES}add/", grant)

    for other in ({"points": 60}, {"customer": UserFactory.create().email}, {"note": "Late"}):
        page = admin_client.post(f"{ENTRIES}add/", {**grant, **other}).text
        assert "This form granted points before." in page

    assert ledger(ada.pk) == [("grant", 50)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": "0"},
        {"points": "-50"},
        {"points": "10001"},
        {"points": "many"},
        {"note": ""},
        {"note": "x" * 201},
        {"customer": "nobody@example.com"},
        {"token": "not a token"},
    ],
    ids=str,
)
def test_invalid_grant_is_rejected(admin_client: Client, ada: User, wrong: dict[str, str]) -> None:
    grant = {"customer": ada.email, "points": 50, "note": "Chipped cup", "token": uuid7()}

    page = admin_client.post(f"{ENTRIES}add/", {**grant, **wrong})

    assert page.context["adminform"].form.errors.keys() == wrong.keys()
    assert not Account.objects.exists()


def test_view_permission_does_not_allow_grants() -> None:
    client = client_with("view_entry", is_staff=True)

    assert client.get(ENTRIES).status_code == 200
    assert client.get(f"{ENTRIES}add/").status_code == 403
