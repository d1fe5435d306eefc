"""An app from outside that will not have an order."""

from orders.signals import OrderPlaced, OrderRefused


def refuse_order(*, event: OrderPlaced, **kwargs: object) -> None:
    raise OrderRefused("We know this address too well.")
