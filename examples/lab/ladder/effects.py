"""What every rung does in its own way: an order row, points, an e-mail; and what goes wrong."""

from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from examples.lab.faults.striking import Sabotage, die
from examples.lab.models import Award, Case, Parcel, Trouble

_HOUR = 3600


class RequestFailed(Exception):
    """The rest of the request fails, after everybody has been told."""


def save_order(case: Case) -> None:
    """Write the order row; where the trouble says so, the process dies right after its commit."""
    if case.trouble == Trouble.KILLED:
        transaction.on_commit(die)
    Parcel.objects.create(case=case)


def award_points(case: Case, cause: UUID | None = None) -> None:
    """Award ten points: once for a `cause`, which only the top rung has to give."""
    if case.trouble == Trouble.RAISES and _first_time(case):
        raise Sabotage("The points service does not answer.")
    if case.trouble == Trouble.BREAKS and _first_time(case):
        Award.objects.create(case=case, points=-1)  # the database refuses it
    award = Award(case=case, cause=cause)
    Award.objects.bulk_create([award], ignore_conflicts=cause is not None)


def send_receipt(case: Case) -> None:
    """Send the e-mail: counted in the cache, since no rollback calls a letter back."""
    cache.add(_letters(case), 0, _HOUR)
    cache.incr(_letters(case))


def finish_request(case: Case) -> None:
    """Whatever else the request has to do."""
    if case.trouble == Trouble.ROLLED_BACK:
        raise RequestFailed("The warehouse does not answer.")


def count(case: Case) -> None:
    """Fill in what there is of a case."""
    case.orders = Parcel.objects.filter(case=case).count()
    case.points = Award.objects.filter(case=case).count()
    case.mails = cache.get(_letters(case), 0)


def _letters(case: Case) -> str:
    return f"lab.letters.{case.pk}"


def _first_time(case: Case) -> bool:
    """Whether this is the first try: a fault that passes, as most do."""
    return cache.add(f"lab.stumbled.{case.pk}", value=True, timeout=_HOUR)
