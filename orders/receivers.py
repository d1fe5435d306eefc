"""The receivers of orders: each unpacks an event and calls a service."""

import logging
from collections.abc import Sequence

from django.core.cache import cache
from django.urls import reverse

from accounts.signals import (
    AccountClosed,
    AccountClosureRefused,
    AppData,
    CustomerPanels,
    EmailConfirmed,
    PersonalData,
)
from events.api import EventMetadata, PermanentFailure
from events.explorer.references import FlowNames, FlowReference, FlowReferences
from events.log import log_fields
from events.signals import MinutePassed
from inventory.signals import ProductChanged, StockChanged
from orders import admin_panels, selectors, services
from orders.gateway import GatewayRefused
from orders.links import link_to
from orders.models import Offer, Order
from orders.selectors import BESTSELLERS_KEY
from orders.signals import (
    OrderAddress,
    OrderCancelled,
    OrderCompleted,
    OrderLink,
    OrderRefunded,
    PaymentCapturedLate,
    PaymentRequested,
)
from storefront.addresses import PostalAddress
from storefront.panels import AdminHomePanels, Panel

logger = logging.getLogger("orders.events")


def update_offer(*, event: ProductChanged, **kwargs: object) -> None:
    """Update the replica of a product."""
    offer = Offer(
        sku=event.sku,
        slug=event.slug,
        name=event.name,
        emoji=event.emoji,
        photo=event.photo,
        price=event.price,
        on_sale=event.on_sale,
    )
    services.update_offer(offer=offer)


def update_availability(*, event: StockChanged, **kwargs: object) -> None:
    """Update how many pieces of the products can be ordered."""
    services.update_availability(
        available={change.sku: change.available for change in event.changes}
    )


def charge_payment(*, event: PaymentRequested, **kwargs: object) -> None:
    """Charge the payment, and complete the order if it was captured."""
    services.charge_payment(payment_id=event.payment_id)


def refund_payment(
    *, event: OrderCancelled | OrderRefunded | PaymentCapturedLate, **kwargs: object
) -> None:
    """Execute the refund that is owed."""
    if event.refund_id is None:
        return
    try:
        services.refund_payment(refund_id=event.refund_id)
    except GatewayRefused as refused:
        raise PermanentFailure(str(refused)) from refused


def invalidate_bestsellers(*, event: OrderCompleted, **kwargs: object) -> None:
    """Invalidate the ranking of the bestsellers."""
    cache.delete(BESTSELLERS_KEY)


def expire_orders(*, event: MinutePassed, **kwargs: object) -> None:
    """Cancel the unpaid orders whose payment period is over."""
    services.expire_orders(now=event.minute)


def prune_baskets(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete abandoned baskets, once an hour."""
    if event.minute.minute == 0:
        services.prune_baskets(now=event.minute)


def join_guest_orders(*, event: EmailConfirmed, **kwargs: object) -> None:
    """Add the customer's guest orders to the account."""
    services.join_guest_orders(customer_id=event.customer_id)


def anonymise_customer(*, event: AccountClosed, **kwargs: object) -> None:
    """Anonymise the customer's orders, or refuse while one is in progress."""
    if selectors.has_order_in_progress(customer_id=event.customer_id):
        raise AccountClosureRefused(
            "An order is still in progress. Close your account when it has arrived, or cancel it."
        )
    services.anonymise_customer(customer_id=event.customer_id)


def export_orders(*, question: PersonalData, **kwargs: object) -> Sequence[AppData]:
    """Return the customer's orders for the export of their data."""
    data = selectors.personal_data_of(customer_id=question.customer_id)
    return [AppData(app="orders", data=data)]


def answer_order_link(*, question: OrderLink, **kwargs: object) -> Sequence[str]:
    """Return the link that grants read access to the order."""
    return [link_to(question.order_id)]


def answer_order_address(*, question: OrderAddress, **kwargs: object) -> Sequence[PostalAddress]:
    """Return the address of the order."""
    address = selectors.postal_address_of(order_id=question.order_id)
    return [address] if address else []


def show_orders_to_do(*, question: AdminHomePanels, **kwargs: object) -> Sequence[Panel]:
    """Show staff the orders to ship and the payments that wait for the bank."""
    return admin_panels.home(question.permissions)


def answer_flow_references(
    *, question: FlowReferences, **kwargs: object
) -> Sequence[FlowReference]:
    """Return the order that an order number or a correlation id means."""
    return [_reference(order) for order in selectors.orders_named(question.text)]


def answer_flow_names(*, question: FlowNames, **kwargs: object) -> Sequence[FlowReference]:
    """Return the orders among these flows."""
    return [_reference(order) for order in selectors.orders_among(question.correlation_ids)]


def show_customer_orders(*, question: CustomerPanels, **kwargs: object) -> Sequence[Panel]:
    """Show staff the orders of a customer, and what they come to."""
    return admin_panels.customer(question.customer_id, question.permissions)


def _reference(order: Order) -> FlowReference:
    return FlowReference(
        correlation_id=order.id,
        title=f"Order {order.number}",
        url=reverse("orders:order", args=[order.id]),
    )


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Log the event without personal data."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))
