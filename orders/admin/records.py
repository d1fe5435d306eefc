"""Offers, baskets, payments, refunds and the test gateway's charges in the admin."""

from typing import ClassVar

from django.contrib import admin

from events.admin_base import ReadOnlyAdmin
from orders.models import Basket, BasketLine, Charge, ChargeRefund, Offer, Payment, Refund


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    """Offers; a product is changed in the catalogue."""

    list_display = ["name", "sku", "price", "on_sale", "available"]
    list_filter = ["on_sale"]
    search_fields = ["name", "sku"]


class BasketLineInline(admin.TabularInline):
    model = BasketLine
    fields: ClassVar = ["offer", "quantity", "price_seen"]


@admin.register(Basket)
class BasketAdmin(ReadOnlyAdmin):
    list_display = ["changed_at", "customer", "version", "order"]
    list_select_related: ClassVar = ["customer", "order"]
    search_fields = ["order__number"]
    inlines: ClassVar = [BasketLineInline]


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Payments, without their tokens."""

    list_display = ["created_at", "order", "amount", "status", "card_brand", "card_last4"]
    list_filter = ["status", "created_at"]
    list_select_related: ClassVar = ["order"]
    search_fields = ["order__number", "=card_last4"]
    exclude: ClassVar = ["token"]


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "order", "amount", "status", "paid_at"]
    list_filter = ["status", "created_at"]
    list_select_related: ClassVar = ["order"]
    search_fields = ["order__number"]


class ChargeRefundInline(admin.TabularInline):
    model = ChargeRefund
    fields: ClassVar = ["created_at", "key", "amount"]


@admin.register(Charge)
class ChargeAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "key", "amount", "status", "refunded", "card_brand", "card_last4"]
    list_filter = ["status", "created_at"]
    search_fields = ["=key", "=card_last4"]
    inlines: ClassVar = [ChargeRefundInline]
