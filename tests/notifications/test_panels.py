"""What notifications adds to the pages of others."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from inventory.signals import ProductPagePanels, product_page_panels
from notifications.forms import sealed
from notifications.models import Kind
from orders.signals import OrderPagePanels, order_page_panels
from storefront.panels import HeaderPanels, Panel, header_panels
from tests.accounts.factories import UserFactory
from tests.notifications import stories
from tests.notifications.counting import statements
from tests.notifications.factories import MessageFactory

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
        order_id=stories.ORDER_ID,
        status="completed",
        customer_id=viewer_id,
        viewer_id=viewer_id,
        goods_paid=stories.completed().goods_paid,
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


def test_the_order_page_says_what_was_told_and_how() -> None:
    about = {"order_id": stories.ORDER_ID, "recipient": None, "email": stories.GUEST}
    MessageFactory.create(**about, subject="Your receipt", sent_at=timezone.now())
    MessageFactory.create(**about, subject="On its way")
    MessageFactory.create(subject="Another order")

    panel = shown(order_page(viewer_id=None))

    assert panel.index("Your receipt") < panel.index("E-mailed")
    assert panel.index("On its way") < panel.index("E-mail on its way")
    assert "Another order" not in panel


def test_the_order_page_shows_subjects_and_no_bodies_and_no_address() -> None:
    MessageFactory.create(order_id=stories.ORDER_ID, recipient=None, email=stories.GUEST)

    panel = shown(order_page(viewer_id=None))

    assert "PIGEON-7" not in panel
    assert stories.GUEST not in panel
    assert "/notifications/" not in panel


def test_only_the_recipient_gets_a_way_to_the_message() -> None:
    message = MessageFactory.create(order_id=stories.ORDER_ID, wants_email=False)

    mine = shown(order_page(viewer_id=message.recipient_id))
    staffs = shown(order_page(viewer_id=UserFactory.create().pk))

    assert f"/notifications/{message.pk}/" in mine
    assert "In the inbox only" in mine
    assert str(message.pk) not in staffs


def test_an_order_of_which_nothing_was_told_says_so() -> None:
    assert "Nothing yet" in shown(order_page(viewer_id=None))


def test_the_order_panel_costs_one_statement() -> None:
    for kind in Kind:
        MessageFactory.create(order_id=stories.ORDER_ID, kind=kind)

    with statements(exactly=1, on="notifications_"):
        shown(order_page(viewer_id=None))


def test_a_sold_out_product_offers_to_tell() -> None:
    (panel,) = product_page()

    page = shown(panel)
    assert f'name="sku" value="{sealed("BRASS-TELESCOPE")}"' in page
    assert 'name="next" value="/products/brass-telescope/"' in page
    assert 'name="email"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_the_form_knows_who_is_logged_in() -> None:
    (panel,) = product_page(viewer_id=UserFactory.create(email="ada@example.com").pk)

    assert 'value="ada@example.com"' in shown(panel)


@pytest.mark.parametrize(("available", "on_sale"), [(3, True), (0, False)])
def test_a_product_that_can_be_had_or_never_will_be_offers_nothing(
    available: int, on_sale: bool
) -> None:
    assert product_page(available=available, on_sale=on_sale) == []


def test_a_visitors_pages_cost_no_statement() -> None:
    with statements(exactly=0):
        header_panels.ask(HeaderPanels(viewer_id=None, path="/"))
        product_page()
        product_page(available=3)


def test_the_unread_count_costs_one_statement() -> None:
    message = MessageFactory.create()

    with statements(exactly=1, on="notifications_"):
        panel = ours(header_panels.ask(HeaderPanels(viewer_id=message.recipient_id, path="/")))
    assert panel.context == {"unread": 1}
