"""The groups of staff, created with the permissions that their work needs."""

from fnmatch import fnmatch
from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

# Patterns of `app.codename`. Owners may change the groups: existing ones are left unchanged.
GROUPS = {
    "Fulfilment": ["orders.view_*", "orders.change_order", "orders.add_note", "inventory.view_*"],
    "Support": [
        "orders.view_*",
        "orders.change_order",
        "orders.add_note",
        "accounts.view_address",
        "accounts.view_user",
        "accounts.export_user",
        "accounts.view_customernote",
        "accounts.add_customernote",
        "loyalty.view_*",
        "loyalty.add_entry",
        "notifications.view_*",
        "notifications.change_message",
    ],
    "Stock": ["inventory.*", "orders.view_offer"],
    "Owner": ["*"],
}


def create_groups(*, apps: Any = None, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Create the groups that are missing, after the migrations have run.

    A data migration could not do this: permissions are created after all migrations. `flush`
    sends the signal without `apps` and leaves the database empty.
    """
    if apps is None:
        return
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:  # a migration of one app, in a database without the others
        return
    missing = set(GROUPS) - set(groups.values_list("name", flat=True))
    if not missing:
        return
    for app in installed_apps.get_app_configs():
        create_permissions(app, verbosity=0, using=using, apps=apps)
    for name in sorted(missing):
        allowed = [
            permission
            for permission in permissions.select_related("content_type")
            if _is_allowed(permission, GROUPS[name])
        ]
        groups.create(name=name).permissions.set(allowed)


def _is_allowed(permission: Any, patterns: list[str]) -> bool:
    name = f"{permission.content_type.app_label}.{permission.codename}"
    return any(fnmatch(name, pattern) for pattern in patterns)
