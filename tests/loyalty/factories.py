"""Points accounts and their ledgers, written straight into the tables."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from events.identifiers import uuid7
from loyalty.models import Account, Entry, Kind
from tests.config.factories import UserFactory


class AccountFactory(DjangoModelFactory[Account]):
    """An account of a new customer; `balance=300` brings a gift of 300 points into its ledger."""

    class Meta:
        model = Account

    customer = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[Account], *args: Any, **kwargs: Any) -> Account:
        account: Account = super()._create(model_class, *args, **kwargs)
        if account.balance:
            EntryFactory.create(account=account, kind=Kind.GRANT, points=account.balance)
        return account


class EntryFactory(DjangoModelFactory[Entry]):
    """An award of 12 points for an order, just now."""

    class Meta:
        model = Entry

    account = factory.SubFactory(AccountFactory)
    kind = Kind.AWARD
    points = 12
    event_id = factory.LazyFunction(uuid7)
    order_id = factory.LazyFunction(uuid7)
    order_number = factory.Sequence(lambda n: f"SHOP-TEAP-{n:04}")
    occurred_at = factory.LazyFunction(timezone.now)
