"""What the admin pages of the catalogue and the stock have in common."""

from typing import Any

from django.http import HttpRequest

from storefront.admin import CheckedListMixin


class PermanentAdmin(CheckedListMixin):
    """Rows are never deleted: orders and the ledger refer to them."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
