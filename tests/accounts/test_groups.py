"""The groups of staff receive new permissions, and keep what an owner changed by hand."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts.groups import GROUPS
from tests.accounts.factories import group

pytestmark = pytest.mark.django_db


def _permission(name: str) -> Permission:
    app, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _names(name: str) -> set[str]:
    rows = group(name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def _migrate() -> None:
    call_command("migrate", verbosity=0)


def test_existing_groups_receive_new_permissions() -> None:
    """A permission that does not exist yet is one that a later version adds."""
    before = {name: _names(name) for name in GROUPS}
    _permission("orders.add_note").delete()
    _permission("inventory.view_product").delete()
    _migrate()
    assert {name: _names(name) for name in GROUPS} == before


def test_changes_of_an_owner_survive_a_migration() -> None:
    support, stock = group("Support"), group("Stock")
    support.permissions.remove(_permission("accounts.export_user"))
    stock.permissions.add(_permission("loyalty.view_entry"))
    _migrate()
    assert "accounts.export_user" not in _names("Support")
    assert "loyalty.view_entry" in _names("Stock")


def test_groups_of_an_owner_receive_nothing() -> None:
    group("Owner")
    interns = Group.objects.create(name="Interns")
    _permission("orders.add_note").delete()
    _migrate()
    assert not interns.permissions.exists()
