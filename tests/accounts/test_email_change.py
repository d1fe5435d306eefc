"""A changed e-mail address is confirmed by a link to the new one."""

from uuid import UUID

import pytest

from accounts import services
from accounts.models import LinkPurpose, LinkRequest, User
from accounts.services.links import send_link
from events.testing import deliver_all
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "ada@new.example"


def request_change(user: User, email: str = NEW) -> UUID:
    """Ask for the change; return the id of the request."""
    services.request_email_change(user_id=user.pk, email=email)
    return LinkRequest.objects.get(purpose=LinkPurpose.EMAIL_CHANGE).pk


def test_address_changes_when_the_link_is_used(mailoutbox: list[object]) -> None:
    user: User = UserFactory.create(email="ada@example.com")
    request_id = request_change(user)
    deliver_all()
    assert User.objects.get(pk=user.pk).email == "ada@example.com"
    services.confirm_email_change(request_id=request_id)
    deliver_all()
    changed = User.objects.get(pk=user.pk)
    assert (changed.email, changed.email_confirmed_at is not None) == (NEW, True)
    recipients = [message.to for message in mailoutbox]  # type: ignore[attr-defined]
    assert recipients == [[NEW], ["ada@example.com"]]


def test_link_of_a_deactivated_account_has_expired() -> None:
    user: User = UserFactory.create()
    request_id = request_change(user)
    User.objects.update(is_active=False)
    with pytest.raises(services.LinkExpired):
        services.confirm_email_change(request_id=request_id)
    assert User.objects.get(pk=user.pk).email == user.email


def test_address_taken_meanwhile_is_refused() -> None:
    user: User = UserFactory.create()
    request_id = request_change(user)
    UserFactory.create(email=NEW)
    with pytest.raises(services.EmailTaken):
        services.confirm_email_change(request_id=request_id)
    assert User.objects.get(pk=user.pk).email == user.email


def test_new_password_lets_the_link_expire() -> None:
    """A visitor with a stolen password requests the link; then the owner sets a new password."""
    for set_password in (services.change_password, services.reset_password):
        user: User = UserFactory.create()
        request_id = request_change(user)
        set_password(user=user, password="a new lighthouse keeps time")
        with pytest.raises(services.LinkExpired):
            services.confirm_email_change(request_id=request_id)
        assert User.objects.get(pk=user.pk).email == user.email


def test_second_request_replaces_the_first() -> None:
    """The first address was mistyped and belongs to a stranger."""
    user: User = UserFactory.create()
    mistyped = request_change(user, "adda@new.example")
    request_id = request_change(user)
    with pytest.raises(services.LinkExpired):
        services.confirm_email_change(request_id=mistyped)
    services.confirm_email_change(request_id=request_id)
    assert User.objects.get(pk=user.pk).email == NEW


def test_sign_up_taken_meanwhile_is_refused() -> None:
    services.request_sign_up(email=NEW, password="a lighthouse keeps time", next_page="")
    request_id = LinkRequest.objects.get(purpose=LinkPurpose.SIGN_UP).pk
    UserFactory.create(email=NEW)
    with pytest.raises(services.EmailTaken):
        services.confirm_sign_up(request_id=request_id, password="a lighthouse keeps time")


def test_request_that_was_pruned_sends_no_email(mailoutbox: list[object]) -> None:
    user: User = UserFactory.create()
    request_id = request_change(user)
    LinkRequest.objects.all().delete()
    send_link(request_id=request_id)
    assert mailoutbox == []


def test_confirmed_address_is_not_confirmed_again() -> None:
    user: User = UserFactory.create()
    services.reset_password(user=user, password="a new lighthouse keeps time")
    first = User.objects.get(pk=user.pk).email_confirmed_at
    services.reset_password(user=User.objects.get(pk=user.pk), password="another light")
    assert User.objects.get(pk=user.pk).email_confirmed_at == first


def test_staff_cannot_close_their_account() -> None:
    staff: User = UserFactory.create(is_staff=True)
    with pytest.raises(services.StaffAccount):
        services.close_account(user_id=staff.pk)
    assert User.objects.filter(pk=staff.pk).exists()
