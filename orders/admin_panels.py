"""What orders shows on the admin pages of others."""

from collections.abc import Collection, Sequence

from orders.models import Note, Order, Payment, Refund, Status
from orders.selectors import spent_by
from storefront.admin_site.figures import Figure, figures_panel, list_url
from storefront.panels import Panel

_SHOWN = 20


def home(permissions: Collection[str]) -> Sequence[Panel]:
    """Return the orders to ship, and the payments and refunds that wait for the bank."""
    figures = []
    if "orders.view_order" in permissions:
        to_ship = Order.objects.filter(status=Status.COMPLETED).count()
        shipped = Order.objects.filter(status=Status.SHIPPED).count()
        figures += [
            Figure(
                label="To ship",
                value=to_ship,
                url=list_url("orders_order", status__exact=Status.COMPLETED),
            ),
            Figure(
                label="On their way",
                value=shipped,
                url=list_url("orders_order", status__exact=Status.SHIPPED),
            ),
        ]
    if "orders.view_payment" in permissions:
        waiting = Payment.objects.filter(status=Payment.Status.PENDING).count()
        figures.append(
            Figure(
                label="Waiting for the bank",
                value=waiting,
                url=list_url("orders_payment", status__exact=Payment.Status.PENDING),
            )
        )
    if "orders.view_refund" in permissions:
        pending = Refund.objects.filter(status=Refund.Status.PENDING).count()
        figures.append(
            Figure(
                label="Refunds on their way",
                value=pending,
                url=list_url("orders_refund", status__exact=Refund.Status.PENDING),
            )
        )
    if not figures:
        return []
    return [figures_panel(app="orders", title="Orders", position=10, figures=figures)]


def customer(customer_id: int, permissions: Collection[str]) -> Sequence[Panel]:
    """Return the latest orders of a customer, their notes, and what the customer has spent."""
    if "orders.view_order" not in permissions:
        return []
    orders = Order.objects.filter(customer_id=customer_id)
    notes = Note.objects.filter(order__customer_id=customer_id).select_related("order")
    context = {
        "orders": orders[:_SHOWN],
        "count": orders.count(),
        "spent": spent_by(customer_id=customer_id),
        "notes": notes[:_SHOWN] if "orders.view_note" in permissions else [],
    }
    return [Panel(app="orders", title="Orders", template="orders/_customer.html", context=context)]
