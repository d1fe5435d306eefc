"""What orders keeps: offers, orders with their lines and refunds, and what the bank was asked."""

from orders.models.offer import Offer
from orders.models.order import Carrier, CheckoutToken, Line, Order, Status
from orders.models.payment import Charge, ChargeRefund, Refund

__all__ = [
    "Carrier",
    "Charge",
    "ChargeRefund",
    "CheckoutToken",
    "Line",
    "Offer",
    "Order",
    "Refund",
    "Status",
]
