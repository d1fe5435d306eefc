"""Points accounts and entries, inserted directly, and helpers to read the ledger."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from uuid_utils.compat import uuid7

from events.models import StoredEvent
from loyalty.models import Account, Entry, EntryType
from tests.accounts.factories import UserFactory


class AccountFactory(DjangoModelFactory[Account]):
    """An account of a new customer; `balance=300` adds a grant of 300 points to its ledger."""

    class Meta:
        model = Account

    customer = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[Account], *args: Any, **kwargs: Any) -> Account:
        account: Account = super()._create(model_class, *args, **kwargs)
        if account.balance:
            EntryFactory.create(account=account, type=EntryType.GRANT, points=account.balance)
        return account


class EntryFactory(DjangoModelFactory[Entry]):
    """An award of 12 points for an order."""

    class Meta:
        model = Entry

    account = factory.SubFactory(AccountFactory)
    type = EntryType.AWARD
    points = 12
    event_id = factory.LazyFunction(uuid7)
    order_id = factory.LazyFunction(uuid7)
    order_number = factory.Sequence(lambda n: f"SHOP-TEAP-{n:04}")
    occurred_at = factory.LazyFunction(timezone.now)


def ledger(customer_id: int) -> list[tuple[str, int]]:
    """Return the types and points of a customer's entries, after checking the account's sum."""
    entries = list(
        Entry.objects.filter(account_id=customer_id).order_by("id").values_list("type", "points")
    )
    account = Account.objects.filter(pk=customer_id).first() or Account()
    assert sum(points for _, points in entries) == account.balance - account.debt
    assert 0 in (account.balance, account.debt)
    return entries


def balance(customer_id: int) -> int:
    """Return the customer's points, negative for a debt."""
    return sum(points for _, points in ledger(customer_id))


def published(signal: str) -> list[dict[str, Any]]:
    """Return the payloads of loyalty's events, in order."""
    events = StoredEvent.objects.filter(signal=f"loyalty.{signal}").order_by("id")
    return list(events.values_list("payload", flat=True))
