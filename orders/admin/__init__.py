"""Orders in the admin: everything can be read, and only services write."""

from orders.admin.order import OrderAdmin
from orders.admin.records import BasketAdmin, ChargeAdmin, OfferAdmin, PaymentAdmin, RefundAdmin

__all__ = [
    "BasketAdmin",
    "ChargeAdmin",
    "OfferAdmin",
    "OrderAdmin",
    "PaymentAdmin",
    "RefundAdmin",
]
