"""The tables of orders."""

from orders.models.bank import Charge, ChargeRefund
from orders.models.basket import Basket, BasketLine
from orders.models.line import Line
from orders.models.note import Note
from orders.models.offer import Offer
from orders.models.order import CancelledBecause, Carrier, Order, Status
from orders.models.payment import Payment
from orders.models.refund import Refund
