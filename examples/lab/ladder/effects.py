"""The effects of an order (a row, points, an e-mail), and the faults that strike them."""

from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from examples.lab.faults.injection import InjectedFault, kill_process
from examples.lab.models import Award, Case, Parcel, Trouble

_HOUR = 3600


class RequestFailed(Exception):
    """The request fails after the order was announced."""


def save_order(case: Case) -> None:
    """Write the order row. Kill the process after the commit if the trouble requires it."""
    if case.trouble == Trouble.KILLED:
        transaction.on_commit(kill_process)
    Parcel.objects.create(case=case)


def award_points(case: Case, cause: UUID | None = None) -> None:
    """Award ten points, once for each `cause`. Only the highest rung passes one."""
    if case.trouble == Trouble.RAISES and _first_time(case):
        raise InjectedFault("The points service does not answer.")
    if case.trouble == Trouble.BREAKS and _first_time(case):
        Award.objects.create(case=case, points=-1)  # the database refuses it
    award = Award(case=case, cause=cause)
    Award.objects.bulk_create([award], ignore_conflicts=cause is not None)


def send_receipt(case: Case) -> None:
    """Send the e-mail: count it in the cache, which no rollback reaches."""
    cache.add(_mail_key(case), 0, _HOUR)
    cache.incr(_mail_key(case))


def finish_request(case: Case) -> None:
    """Do the rest of the request."""
    if case.trouble == Trouble.ROLLED_BACK:
        raise RequestFailed("The warehouse does not answer.")


def count(case: Case) -> None:
    """Store the number of effects in the case."""
    case.orders = Parcel.objects.filter(case=case).count()
    case.points = Award.objects.filter(case=case).count()
    case.mails = cache.get(_mail_key(case), 0)


def _mail_key(case: Case) -> str:
    return f"lab.mails.{case.pk}"


def _first_time(case: Case) -> bool:
    """Return True for the first attempt only: most faults are temporary."""
    return cache.add(f"lab.stumbled.{case.pk}", value=True, timeout=_HOUR)
