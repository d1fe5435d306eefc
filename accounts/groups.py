"""The groups of staff, created with the permissions that their work needs."""

from fnmatch import fnmatch
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, transaction

# Patterns of `app.codename`. Owners may change the groups.
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


def update_groups(
    *, app_config: AppConfig, apps: Any = None, using: str = DEFAULT_DB_ALIAS, **kwargs: Any
) -> None:
    """Create the groups that are missing; grant an app's permissions when they are created.

    Permissions are created after the migrations, by Django's receiver of `post_migrate`. This
    one runs before it and creates them itself, to know which ones are new: what an owner takes
    from a group later is not granted again. `flush` sends the signal without `apps` and leaves
    the database empty.
    """
    if apps is None:
        return
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:  # a migration of one app, in a database without the others
        return
    permissions = permissions.select_related("content_type")
    with transaction.atomic(using=using):
        known = set(permissions.values_list("pk", flat=True))
        create_permissions(app_config, verbosity=0, using=using, apps=apps)
        existing = list(permissions)
        new = [permission for permission in existing if permission.pk not in known]
        for name, patterns in GROUPS.items():
            group, is_created = groups.get_or_create(name=name)
            candidates = existing if is_created else new
            group.permissions.add(*(each for each in candidates if _is_allowed(each, patterns)))


def _is_allowed(permission: Any, patterns: list[str]) -> bool:
    name = f"{permission.content_type.app_label}.{permission.codename}"
    return any(fnmatch(name, pattern) for pattern in patterns)
