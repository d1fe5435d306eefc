"""The panels of notifications on pages of other apps."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from inventory.signals import ProductPagePanels, product_page_panels
from notifications.forms import sign_sku
from notifications.models import MessageType
from orders.signals import OrderPagePanels, order_page_panels
from storefront.panels import HeaderPanels, Panel, header_panels
from tests.accounts.factories import UserFactory
from tests.counting import statements
from tests.notifications.factories import MessageFactory
from tests.order_events import GUEST_EMAIL, ORDER_ID

pytestmark = pytest.mark.django_db


def ours(panels: list[Panel]) -> Panel:
    (panel,) = [panel for panel in panels if panel.app == "notifications"]
    return panel


def shown(panel: Panel) -> str:
    request = RequestFactory().get("/products/brass-telescope/")
    request.user = AnonymousUser()
    context = Context({"request": request, "item": panel, "csrf_token": "token"})
    return str(Template("{% load shop %}{% panel item %}").render(context))


def order_page(viewer_id: int | None) -> Panel:
    question = OrderPagePanels(
        order_id=ORDER_ID,
        status="completed",
        customer_id=viewer_id,
        viewer_id=viewer_id,
        goods_paid=Decimal("124.10"),
    )
    return ours(order_page_panels.ask(question))


def product_page(
    *, available: int = 0, on_sale: bool = True, viewer_id: int | None = None
) -> list[Panel]:
    question = ProductPagePanels(
        sku="BRASS-TELESCOPE",
        name="Brass telescope",
        available=available,
        on_sale=on_sale,
        viewer_id=viewer_id,
    )
    return [p for p in product_page_panels.ask(question) if p.app == "notifications"]


def test_order_panel_lists_messages_and_their_status() -> None:
    about = {"order_id": ORDER_ID, "recipient": None, "email": GUEST_EMAIL}
    MessageFactory.create(**about, subject="Your receipt", sent_at=timezone.now())
    MessageFactory.create(**about, subject="On its way")
    MessageFactory.create(subject="Another order")

    panel = shown(order_page(viewer_id=None))

    assert panel.index("Your receipt") < panel.index("E-mailed on")
    assert panel.index("On its way") < panel.index("The e-mail is on its way")
    assert "Another order" not in panel


def test_order_panel_shows_no_content_and_no_address() -> None:
    MessageFactory.create(order_id=ORDER_ID, recipient=None, email=GUEST_EMAIL)

    panel = shown(order_page(viewer_id=None))

    assert "PP-4711" not in panel
    assert GUEST_EMAIL not in panel
    assert "/notifications/" not in panel


def test_only_the_recipient_gets_a_link_to_the_message() -> None:
    message = MessageFactory.create(order_id=ORDER_ID, wants_email=False)

    mine = shown(order_page(viewer_id=message.recipient_id))
    other = shown(order_page(viewer_id=UserFactory.create().pk))

    assert f"/notifications/{message.pk}/" in mine
    assert "In the inbox only" in mine
    assert str(message.pk) not in other


def test_order_panel_without_messages_explains_itself() -> None:
    assert "No messages yet" in shown(order_page(viewer_id=None))


def test_order_panel_needs_one_statement() -> None:
    for message_type in MessageType:
        MessageFactory.create(order_id=ORDER_ID, type=message_type)

    with statements(exactly=1, on="notifications_"):
        shown(order_page(viewer_id=None))


def test_sold_out_product_has_an_alert_form() -> None:
    (panel,) = product_page()

    page = shown(panel)
    assert f'name="sku" value="{sign_sku("BRASS-TELESCOPE")}"' in page
    assert 'name="next" value="/products/brass-telescope/"' in page
    assert 'name="email"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_alert_form_contains_the_account_address() -> None:
    (panel,) = product_page(viewer_id=UserFactory.create(email="ada@example.com").pk)

    assert 'value="ada@example.com"' in shown(panel)


@pytest.mark.parametrize(("available", "on_sale"), [(3, True), (0, False)])
def test_other_products_have_no_alert_form(available: int, on_sale: bool) -> None:
    assert product_page(available=available, on_sale=on_sale) == []


def test_panels_for_visitors_need_no_statement() -> None:
    with statements(exactly=0):
        header_panels.ask(HeaderPanels(viewer_id=None, path="/"))
        product_page()
        product_page(available=3)
