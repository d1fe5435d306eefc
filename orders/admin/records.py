"""Offers, baskets, payments, refunds and the test gateway's charges in the admin."""

from typing import Any, ClassVar

from django.contrib import admin

from events.explorer.admin_base import ReadOnlyAdmin
from orders.models import Basket, BasketLine, Charge, ChargeRefund, Offer, Order, Payment, Refund
from storefront.admin_site.columns import money_column, status_column
from storefront.admin_site.inlines import TableInline
from storefront.admin_site.search import IndexedSearchMixin


@admin.display(description="card")
def card(row: Payment | Charge) -> str:
    """Return the brand and the last digits of a card."""
    return f"{row.card_brand} ···· {row.card_last4}" if row.card_last4 else ""


@admin.display(description="customer")
def account(row: Order | Basket) -> str:
    """Return the customer's account, without the link for which staff need more permissions."""
    return str(row.customer or "")


@admin.register(Offer)
class OfferAdmin(IndexedSearchMixin, ReadOnlyAdmin):
    """Offers; a product is changed in the catalogue."""

    list_display = ["name", "sku", money_column("price"), "on_sale", "available"]
    list_filter = ["on_sale"]
    ordering: ClassVar = ["sku"]  # by the primary key; no index sorts by name
    search_by: ClassVar = {"code": ["sku__startswith"]}
    search_help_text = "Beginning of the SKU"


class BasketLineInline(TableInline):
    model = BasketLine
    fields: ClassVar = ["offer", "quantity", money_column("price_seen")]


@admin.register(Basket)
class BasketAdmin(IndexedSearchMixin, ReadOnlyAdmin):
    list_display = ["changed_at", "customer", "version", "order"]
    list_select_related: ClassVar = ["customer", "order"]
    search_by: ClassVar = {"code": ["order__number"], "id": ["pk", "order_id"]}
    search_help_text = "Order number or id"
    fields: ClassVar[list[Any]] = [account, "guest_id", "version", "order", "changed_at"]
    inlines: ClassVar = [BasketLineInline]


class MoneyAdmin(IndexedSearchMixin, ReadOnlyAdmin):
    """Payments and refunds of orders."""

    list_display = ["created_at", "order", money_column("amount"), status_column]
    list_filter = ["status", "created_at"]
    list_select_related: ClassVar = ["order"]
    search_by: ClassVar = {"code": ["order__number"], "id": ["pk", "order_id"]}
    search_help_text = "Order number or id"


@admin.register(Payment)
class PaymentAdmin(MoneyAdmin):
    """Payments, without their tokens."""

    list_display = [*MoneyAdmin.list_display, card]
    fields: ClassVar[list[Any]] = [
        "order",
        money_column("amount"),
        "status",
        "reason",
        card,
        "created_at",
        "settled_at",
    ]


@admin.register(Refund)
class RefundAdmin(MoneyAdmin):
    list_display = [*MoneyAdmin.list_display, "paid_at"]
    fields: ClassVar = [
        "order",
        "payment",
        money_column("amount"),
        "status",
        "created_at",
        "paid_at",
    ]


class ChargeRefundInline(TableInline):
    model = ChargeRefund
    fields: ClassVar = ["created_at", "key", money_column("amount")]


@admin.register(Charge)
class ChargeAdmin(IndexedSearchMixin, ReadOnlyAdmin):
    list_display = [
        "created_at",
        money_column("amount"),
        status_column,
        money_column("refunded"),
        card,
        "key",
    ]
    list_filter = ["status", "created_at"]
    search_by: ClassVar = {"id": ["key"]}
    search_help_text = "Id of the payment"
    inlines: ClassVar = [ChargeRefundInline]
