"""What orders keeps: offers, orders with their lines and refunds, and what the bank was asked."""

from orders.models.charge import Charge, ChargeRefund
from orders.models.offer import Offer
from orders.models.order import Carrier, CheckoutToken, Line, Order, Status
from orders.models.refund import Refund

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
