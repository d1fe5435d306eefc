"""Two members of staff edit one row: the second one sees what the first one changed."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.admin.users import UserForm
from accounts.models import User
from tests.accounts.factories import AddressFactory, UserFactory, group

pytestmark = pytest.mark.django_db


def _shown(page: str) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def test_access_of_an_account_is_not_overwritten(root: Client) -> None:
    kim = AddressFactory.create().customer
    address = f"/admin/accounts/user/{kim.pk}/change/"
    shown = _shown(root.get(address).text)
    kim.groups.add(group("Stock"))

    refused = root.post(address, {"is_active": "on", "is_staff": "on", "shown": shown})

    assert "Another user changed this" in refused.text
    assert not User.objects.get(pk=kim.pk).is_staff
    saved = root.post(address, {"is_active": "on", "is_staff": "on", "shown": _shown(refused.text)})
    assert saved.status_code == 302
    assert User.objects.get(pk=kim.pk).is_staff


def test_locked_account_is_not_unlocked_by_an_old_form(root: Client) -> None:
    kim = UserFactory.create()
    address = f"/admin/accounts/user/{kim.pk}/change/"
    shown = _shown(root.get(address).text)
    User.objects.filter(pk=kim.pk).update(is_active=False)

    assert (
        "Another user changed this" in root.post(address, {"is_active": "on", "shown": shown}).text
    )
    assert not User.objects.get(pk=kim.pk).is_active


def test_permissions_of_a_group_are_not_overwritten(root: Client) -> None:
    group = Group.objects.create(name="Packers")
    address = f"/admin/auth/group/{group.pk}/change/"
    shown = _shown(root.get(address).text)
    group.permissions.add(Permission.objects.get(codename="view_order"))

    refused = root.post(address, {"name": "Packers", "shown": shown})

    assert "Another user changed this" in refused.text
    assert group.permissions.count() == 1


def test_refused_form_shows_what_was_typed(root: Client) -> None:
    group = Group.objects.create(name="Packers")
    address = f"/admin/auth/group/{group.pk}/change/"
    chosen = [permission.pk for permission in Permission.objects.all()[:2]]
    form = {"name": "Senders", "permissions": chosen, "shown": _shown(root.get(address).text)}
    Group.objects.filter(pk=group.pk).update(name="Shippers")

    refused = root.post(address, form).text

    assert 'value="Senders"' in refused
    for pk in chosen:
        assert f'<option value="{pk}" selected>' in refused


def test_form_that_is_sent_twice_is_not_refused(root: Client) -> None:
    group = Group.objects.create(name="Packers")
    address = f"/admin/auth/group/{group.pk}/change/"
    chosen = [permission.pk for permission in Permission.objects.all()[:2]]
    form = {"name": "Senders", "permissions": chosen, "shown": _shown(root.get(address).text)}

    answers = [root.post(address, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_field_that_a_form_does_not_have_is_not_overwritten() -> None:
    kim = UserFactory.create()
    opened = UserForm(instance=kim)
    User.objects.filter(pk=kim.pk).update(password="a newer one")

    form = UserForm({"is_staff": "on", "shown": opened.initial["shown"]}, instance=kim)
    form.save()

    stored = User.objects.get(pk=kim.pk)
    assert (stored.is_staff, stored.password) == (True, "a newer one")
