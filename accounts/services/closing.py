"""Close an account."""

from axes.utils import reset
from django.contrib.admin.models import LogEntry

from accounts.lockout import hash_of
from accounts.models import LinkRequest, User
from accounts.signals import AccountClosed, account_closed
from events.api import unit_of_work


class StaffAccount(Exception):
    """Staff access must be removed before the account can be closed."""


def close_account(*, user_id: int) -> None:
    """Delete an account; each app erases or anonymises what it stores about the customer.

    Raise AccountClosureRefused if an app refuses because of work in progress, and StaffAccount for
    an account with staff access. Publish `account_closed`. An account that is closed already stays
    closed: a form can be sent twice.
    """
    with unit_of_work():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            return
        if user.is_staff:
            raise StaffAccount("Staff cannot close their own account. Ask the owner of the shop.")
        account_closed.publish(AccountClosed(customer_id=user.pk))
        _erase_traces(user)
        user.delete()


def _erase_traces(user: User) -> None:
    """Erase the address where it is stored without a relation to the account."""
    reset(username=hash_of(user.email))
    LinkRequest.objects.filter(email=user.email).delete()
    LogEntry.objects.filter(object_repr__icontains=user.email).update(object_repr="(erased)")
    LogEntry.objects.filter(change_message__icontains=user.email).update(change_message="")
