"""The services of orders: the only code that writes and publishes."""

from orders.services.adding import (
    BasketFull,
    UndoTooLate,
    add_to_basket,
    buy_again,
    undo_addition,
)
from orders.services.baskets import (
    QuantitiesChanged,
    change_quantities,
    current_basket,
    keep_available_items,
    prune_baskets,
)
from orders.services.cancelling import cancel_order, expire_orders
from orders.services.customers import anonymise_customer, join_guest_orders
from orders.services.notes import add_note, correct_address
from orders.services.offers import update_availability, update_offer
from orders.services.paying import PaymentNotAllowed, charge_payment, pay_order, settle_payment
from orders.services.placing import (
    BasketChanged,
    BasketOrdered,
    TooManyUnpaidOrders,
    TotalChanged,
    place_order,
)
from orders.services.refund_plan import RefundNotAllowed, plan_amount, plan_pieces
from orders.services.refunding import refund_amount, refund_order, refund_payment
from orders.services.shipping import deliver_order, ship_order
from orders.services.transitions import TransitionNotAllowed
from orders.signals import AdjustmentRefused, LinesUnavailable, OrderRefused
