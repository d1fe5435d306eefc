"""What orders shows on the admin pages of others."""

from collections.abc import Collection, Sequence

from orders.models import Note, Order, Payment, Refund, Status
from orders.selectors import spent_by
from storefront.admin_site.figures import Figure, figures_panel, list_url
from storefront.panels import Panel

_SHOWN = 20
_TO_DO: Sequence[tuple[str, type[Order | Payment | Refund], str]] = (
    ("To ship", Order, Status.COMPLETED),
    ("On their way", Order, Status.SHIPPED),
    ("Waiting for the bank", Payment, Payment.Status.PENDING),
    ("Refunds on their way", Refund, Refund.Status.PENDING),
)


def home(permissions: Collection[str]) -> Sequence[Panel]:
    """Return the orders to ship, and the payments and refunds that wait for the bank."""
    figures = [
        Figure(
            label=label,
            value=model.objects.filter(status=status).count(),
            url=list_url(f"orders_{model._meta.model_name}", status__exact=status),
        )
        for label, model, status in _TO_DO
        if f"orders.view_{model._meta.model_name}" in permissions
    ]
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
