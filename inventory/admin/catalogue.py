"""Categories and products."""

from collections.abc import Sequence
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from events.api import unit_of_work
from inventory import services
from inventory.admin.base import PermanentAdmin, ProductSearchMixin
from inventory.forms import AddProductForm, CategoryForm, ProductForm
from inventory.models import Category, Product
from inventory.resources import ProductResource
from storefront.admin_site.columns import money_column, status_column
from storefront.admin_site.selection import chosen_rows
from storefront.admin_site.transfer import TransferMixin


@admin.register(Category)
class CategoryAdmin(PermanentAdmin):
    form = CategoryForm
    list_display = ["name", "slug", "hue", "position"]
    search_fields = ["name"]
    fields = ["name", "slug", "hue", "position", "shown"]
    prepopulated_fields = {"slug": ["name"]}

    @override
    def save_model(
        self, request: HttpRequest, obj: Category, form: forms.ModelForm, change: bool
    ) -> None:
        services.save_category(category=obj)


@admin.register(Product)
class ProductAdmin(TransferMixin, ProductSearchMixin, PermanentAdmin):
    form = ProductForm
    resource_classes = [ProductResource]
    import_resource = ProductResource
    list_display = ["name", "sku", "category", money_column("price"), status_column, "available"]
    list_filter = ["status", "category"]
    list_select_related = ["category", "stock"]
    ordering = ["sku"]  # by the primary key; sorting by name takes seconds
    product_field = "pk"
    fields = ["sku", "slug", *ProductForm.Meta.fields, "shown"]
    add_fields = ["sku", "slug", *ProductForm.Meta.fields, "pieces", "threshold"]
    prepopulated_fields = {"slug": ["name"]}
    actions = ["withdraw", "put_on_sale"]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may add products: a file can do that also."""
        return super().has_import_permission(request) and self.has_add_permission(request)

    @admin.display(description="in stock", ordering="stock__available")
    def available(self, product: Product) -> int:
        return product.stock.available

    @override
    def get_form(
        self, request: HttpRequest, obj: Product | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is None:
            kwargs["form"] = AddProductForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> Any:
        return self.fields if obj else self.add_fields

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
        given = {name: form.cleaned_data[name] for name in form.changed_data if name != "shown"}
        if change and given:
            services.change_product(sku=obj.sku, **given)
        if not change:
            pieces = given.pop("pieces", 0)
            services.add_product(**given)
            if pieces:
                services.receive_stock(sku=obj.sku, quantity=pieces, note="first stock")

    @admin.action(description="Withdraw from sale", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        if products := chosen_rows(self, request, queryset):
            with unit_of_work():
                for sku in sorted(product.sku for product in products):
                    services.withdraw_product(sku=sku)
            self.message_user(request, "The selected products are withdrawn.", messages.SUCCESS)

    @admin.action(description="Put on sale", permissions=["change"])
    def put_on_sale(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        if products := chosen_rows(self, request, queryset):
            with unit_of_work():
                for sku in sorted(product.sku for product in products):
                    services.put_on_sale(sku=sku)
            self.message_user(request, "The selected products are on sale.", messages.SUCCESS)
