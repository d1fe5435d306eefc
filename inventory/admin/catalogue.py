"""Shelves and goods."""

from collections.abc import Sequence
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from inventory import services
from inventory.models import Category, Product


class ForGood(admin.ModelAdmin):
    """An admin of what is never deleted: the ledger and the orders go on naming it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Category)
class CategoryAdmin(ForGood):
    list_display = ["name", "slug", "hue", "position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    @override
    def save_model(
        self, request: HttpRequest, obj: Category, form: forms.ModelForm, change: bool
    ) -> None:
        services.save_category(category=obj)


@admin.register(Product)
class ProductAdmin(ForGood):
    list_display = ["name", "sku", "category", "price", "on_sale", "available"]
    list_filter = ["on_sale", "category"]
    list_select_related = ["category", "stock"]
    search_fields = ["sku", "name", "description"]
    fields = ["sku", "slug", "name", "category", "price", "emoji", "photo", "description"]
    prepopulated_fields = {"slug": ["name"]}
    actions = ["withdraw", "put_back_on_sale"]

    @admin.display(description="in stock", ordering="stock__available")
    def available(self, product: Product) -> int:
        return product.stock.available

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> list[str]:
        return ["sku", "slug"] if obj else []

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Product | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else self.prepopulated_fields

    @override
    def save_model(
        self, request: HttpRequest, obj: Product, form: forms.ModelForm, change: bool
    ) -> None:
        fields = {name: getattr(obj, name) for name in form.changed_data}
        if not change:
            services.add_product(**fields)
        elif fields:
            services.change_product(sku=obj.sku, **fields)

    @admin.action(description="Withdraw from sale", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        for product in queryset:
            services.withdraw_product(sku=product.sku)
        self.message_user(request, "No longer sold.", messages.SUCCESS)

    @admin.action(description="Put back on sale", permissions=["change"])
    def put_back_on_sale(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        for product in queryset:
            services.put_back_on_sale(sku=product.sku)
        self.message_user(request, "They are on sale.", messages.SUCCESS)
