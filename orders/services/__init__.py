"""What can be done with orders: the only writers, and the only publishers."""

from orders.services.cancelling import cancel_order
from orders.services.completing import complete_order
from orders.services.offers import keep_offer
from orders.services.paying import pay, settle
from orders.services.placing import BasketChanged, BasketEmpty, place_order
from orders.services.reconciling import expire_orders, reconcile_orders
from orders.services.refunding import RefundRefused, pay_back, refund_order
from orders.services.shipping import deliver_order, ship_order
from orders.services.transitions import TransitionRefused
from orders.signals import AdjustmentRefused, LinesUnavailable, OrderRefused

__all__ = [
    "AdjustmentRefused",
    "BasketChanged",
    "BasketEmpty",
    "LinesUnavailable",
    "OrderRefused",
    "RefundRefused",
    "TransitionRefused",
    "cancel_order",
    "complete_order",
    "deliver_order",
    "expire_orders",
    "keep_offer",
    "pay",
    "pay_back",
    "place_order",
    "reconcile_orders",
    "refund_order",
    "settle",
    "ship_order",
]
