"""Mixins for the admin pages of the catalogue and the stock."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.explorer.admin_base import HardenedAdmin
from inventory.selectors import matching_skus
from storefront.choices import RowChoicesMixin


class ProductSearchMixin(admin.ModelAdmin):
    """Search by the words of the product, with the index that the catalogue uses."""

    search_fields = ["sku"]  # shows the search box
    search_help_text = "SKU or words of the product"
    product_field = "product"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term.strip():
            skus = matching_skus(search_term, unlisted=True)
            queryset = queryset.filter(**{f"{self.product_field}__in": skus})
        return queryset, False


class PermanentAdmin(HardenedAdmin, RowChoicesMixin):
    """Rows are never deleted: orders and the ledger refer to them."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
