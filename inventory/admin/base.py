"""What the admin pages of inventory have in common."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class InventoryAdmin(admin.ModelAdmin):
    """Rows are never deleted: orders and the ledger refer to them.

    Lists can be filtered by what `list_filter` offers and by nothing else: Django does not
    check the values of other filters, so that `?price=-Infinity` would be an error.
    """

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        filters = [name for name in self.get_list_filter(request) if isinstance(name, str)]
        return any(lookup == name or lookup.startswith(f"{name}__") for name in filters)
