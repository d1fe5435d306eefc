"""The pages of basket, checkout and orders."""

from orders.views.additions import basket_add, basket_undo
from orders.views.basket import basket, basket_update
from orders.views.checkout import checkout
from orders.views.orders import buy_again, cancel, order, order_link, orders, pay

__all__ = [
    "basket",
    "basket_add",
    "basket_undo",
    "basket_update",
    "buy_again",
    "cancel",
    "checkout",
    "order",
    "order_link",
    "orders",
    "pay",
]
