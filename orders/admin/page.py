"""What the page of an order shows besides its fields: steps, notes, links, and panels."""

from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse

from orders.admin.steps import STEPS
from orders.models import Order
from orders.signals import OrderAdminPanels, order_admin_panels


def page_context(permissions: frozenset[str], order: Order) -> dict[str, Any]:
    """Return what a user with these permissions sees on the page of an order."""
    steps = {
        name: step.title
        for name, step in STEPS.items()
        if order.status in step.sources() and step.permission in permissions
    }
    panels = order_admin_panels.ask(OrderAdminPanels(order_id=order.pk, permissions=permissions))
    notes = order.notes.select_related("author") if "orders.view_note" in permissions else []
    links = _links(order, permissions)
    return {"steps": steps, "links": links, "notes": notes, "panels": panels}


def _links(order: Order, permissions: frozenset[str]) -> dict[str, str]:
    """Return the addresses of the other pages about an order, by their names."""
    links = {"Page of the customer": order.get_absolute_url()}
    if "events.view_storedevent" in permissions:
        links["Timeline"] = reverse("events:flow", args=[order.pk])
    users = get_user_model()._meta
    if order.customer_id and f"{users.app_label}.view_{users.model_name}" in permissions:
        page = f"admin:{users.app_label}_{users.model_name}_change"
        links["Customer"] = reverse(page, args=[order.customer_id])
    if "orders.view_payment" in permissions:
        payments = reverse("admin:orders_payment_changelist")
        links["Payments"] = f"{payments}?q={order.number}"
    return links
