"""The database refuses rows that contradict the rules."""

import pytest
from django.db import IntegrityError, transaction

from loyalty.models import EntryType
from tests.loyalty.factories import AccountFactory, EntryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wrong", [{"balance": -1}, {"debt": -1}, {"balance": 1, "debt": 1}])
def test_account_has_a_balance_or_a_debt(customer: int, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountFactory.create(customer=None, customer_id=customer, **wrong)


@pytest.mark.parametrize(
    ("entry_type", "points"),
    [
        (EntryType.AWARD, -1),
        (EntryType.RETURN, 0),
        (EntryType.GRANT, -5),
        (EntryType.REDEMPTION, 1),
        (EntryType.REVERSAL, 0),
    ],
)
def test_points_have_the_sign_of_their_type(entry_type: EntryType, points: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory.create(type=entry_type, points=points)


@pytest.mark.parametrize(
    ("entry_type", "once_for"), [(EntryType.AWARD, "event_id"), (EntryType.RETURN, "order_id")]
)
def test_event_has_one_award_and_order_one_return(entry_type: EntryType, once_for: str) -> None:
    entry = EntryFactory.create(type=entry_type)
    repeated = {once_for: getattr(entry, once_for)}

    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory.create(account=entry.account, type=entry_type, **repeated)
