"""Offers, refunds, submissions and the test gateway's charges in the admin: to read only."""

from typing import ClassVar

from django.contrib import admin

from events.admin import ReadOnlyAdmin
from orders.models import ChargeRefund


class OfferAdmin(ReadOnlyAdmin):
    """A product is changed where it belongs: in the catalogue."""

    list_display = ["name", "sku", "price", "on_sale"]
    list_filter = ["on_sale"]
    search_fields = ["name", "sku"]


class RefundAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "order", "amount", "status", "paid_at"]
    list_filter = ["status", "created_at"]
    list_select_related: ClassVar = ["order"]
    search_fields = ["order__number", "key"]


class CheckoutTokenAdmin(ReadOnlyAdmin):
    """Which submission of the checkout has become which order; a used token is worth nothing."""

    list_display = ["order", "token"]
    list_select_related: ClassVar = ["order"]
    search_fields = ["order__number"]


class ChargeRefundInline(admin.TabularInline):
    model = ChargeRefund
    fields: ClassVar = ["created_at", "key", "amount"]


class ChargeAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "key", "amount", "status", "refunded", "card_brand", "card_last4"]
    list_filter = ["status", "created_at"]
    search_fields = ["=key", "=card_last4"]
    inlines: ClassVar = [ChargeRefundInline]
