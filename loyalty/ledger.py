"""The one way into the ledger: each event once, and the account in step with it."""

from django.contrib.auth import get_user_model
from django.db.models import F, Sum
from django.db.models.functions import Greatest

from loyalty.models import Account, Entry


def book(*entries: Entry) -> int:
    """Write the entries of one account, not saved yet, and move it by their points.

    Returns the points that are new. What the same event has moved before is passed over, as
    are entries without points and those of somebody who has no account and can have none.
    Call it inside an operation.
    """
    moving = [entry for entry in entries if entry.points]
    if not moving or not _has_account(moving[0].account_id):
        return 0
    Entry.objects.bulk_create(moving, ignore_conflicts=True)
    # An entry that met its twin was left out, and its own id is not there.
    new = Entry.objects.filter(pk__in=[entry.pk for entry in moving])
    points: int = new.aggregate(points=Sum("points", default=0))["points"]
    if points:
        net = F("balance") - F("debt") + points
        Account.objects.filter(pk=moving[0].account_id).update(
            balance=Greatest(net, 0), debt=Greatest(0 - net, 0)
        )
    return points


def spend(entry: Entry) -> bool:
    """Write an entry that takes points out, if they are there: one UPDATE decides."""
    spent = Account.objects.filter(pk=entry.account_id, balance__gte=-entry.points).update(
        balance=F("balance") + entry.points
    )
    if spent:
        entry.save(force_insert=True)
    return bool(spent)


def _has_account(customer_id: int | None) -> bool:
    """Whether points of this customer have a place; the first ones open it.

    A guest has none, nor has a customer who left the shop while a delivery was waiting.
    """
    if customer_id is None:
        return False
    if Account.objects.filter(pk=customer_id).exists():
        return True
    if not get_user_model()._default_manager.filter(pk=customer_id).exists():
        return False
    Account.objects.bulk_create([Account(customer_id=customer_id)], ignore_conflicts=True)
    return True
