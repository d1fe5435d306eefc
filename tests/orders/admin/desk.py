"""The order desk in the admin: its users, and what their browsers send."""

import re
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from orders.models import Order
from tests.accounts.factories import client_with

LIST = "/admin/orders/order/"
MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}


def staff_with(*permissions: str) -> Client:
    """Return the browser of a member of staff with these permissions."""
    return client_with(*permissions, is_staff=True)


def change_url(order: Order) -> str:
    return reverse("admin:orders_order_change", args=[order.pk])


def step_url(order: Order, step: str) -> str:
    return reverse("admin:orders_order_step", args=[order.pk, step])


def page(client: Client, order: Order) -> str:
    return client.get(change_url(order)).text


def history(client: Client, order: Order) -> str:
    return client.get(reverse("admin:orders_order_history", args=[order.pk])).text


def take(client: Client, order: Order, step: str, **answers: object) -> str:
    """Take a step as its form does, and return the page of the order that follows."""
    answers = {"submission": uuid4(), "reason": "Broken", "confirmed": "yes", **answers}
    answer = client.post(step_url(order, step), answers, follow=True)
    assert answer.redirect_chain == [(change_url(order), 302)]
    return answer.text


def act(client: Client, action: str, *orders: Order, **answers: str) -> str:
    """Choose an action for orders of the list, and return the page that follows."""
    chosen = {"action": action, "_selected_action": [str(order.pk) for order in orders]}
    return client.post(LIST, {**chosen, **answers}, follow=True).text


def hidden_field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found, html
    return found[1]
