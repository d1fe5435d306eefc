"""The base template: the basket's count and the panels of other apps."""

from collections.abc import Iterator, Sequence

import pytest
from django.template import Context, Template
from django.test import Client

from storefront.panels import (
    FooterPanels,
    HeaderPanels,
    HintPanels,
    Panel,
    footer_panels,
    header_panels,
    hint_panels,
)
from tests.accounts.factories import UserFactory

PAGE = "/account/signup/"
TEA = Panel(app="loyalty", title="Tea", template="robots.txt", context={"cups": 2})


def offer_tea(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Add a panel for signed-in customers."""
    return () if question.viewer_id is None else [TEA]


def hint_at_tea(*, question: HintPanels, **kwargs: object) -> Sequence[Panel]:
    return [TEA] if question.path == "/" else ()


def list_teas(*, question: FooterPanels, **kwargs: object) -> Sequence[Panel]:
    return [TEA]


@pytest.fixture
def tea() -> Iterator[None]:
    header_panels.connect(offer_tea)
    yield
    header_panels.disconnect(offer_tea)


@pytest.mark.django_db
def test_empty_basket_shows_no_count(client: Client) -> None:
    assert 'class="count"' not in client.get(PAGE).text


@pytest.mark.django_db
def test_customer_sees_header_panels(client: Client, tea: None) -> None:
    client.force_login(UserFactory.create())
    page = client.get("/account/")
    assert '<li data-app="loyalty">User-agent: *' in page.text


@pytest.mark.django_db
def test_panels_are_asked_for_once_for_a_page(client: Client) -> None:
    asked: list[str] = []

    def count_questions(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
        asked.append(question.path)
        return ()

    client.force_login(UserFactory.create())
    header_panels.connect(count_questions)
    try:
        client.get("/account/")  # shows them twice
    finally:
        header_panels.disconnect(count_questions)
    assert asked == ["/account/"]


@pytest.mark.django_db
def test_visitor_is_asked_for_without_an_id(client: Client, tea: None) -> None:
    assert "User-agent" not in client.get(PAGE).text


@pytest.mark.django_db
def test_hint_and_footer_panels_are_shown(client: Client) -> None:
    hint_panels.connect(hint_at_tea)
    footer_panels.connect(list_teas)
    try:
        assert client.get("/").text.count("User-agent") == 2
        assert client.get(PAGE).text.count("User-agent") == 1
    finally:
        hint_panels.disconnect(hint_at_tea)
        footer_panels.disconnect(list_teas)


@pytest.mark.django_db
def test_header_links_to_login_or_account(client: Client) -> None:
    assert f'href="/account/login/?next={PAGE.replace("/", "%2F")}"' in client.get(PAGE).text
    client.force_login(UserFactory.create())
    assert 'href="/account/"' in client.get("/account/").text


@pytest.mark.django_db
def test_login_does_not_continue_where_forms_are_sent(client: Client) -> None:
    page = client.post("/basket/add/", {"sku": "no-such-product"})
    assert page.status_code == 422
    assert 'href="/account/login/"' in page.text


def test_panel_context_lies_on_top_of_the_pages() -> None:
    asked = Panel(app="loyalty", title="Points", template="forms/errors.html", context={"form": 0})
    page = Template("{% load shop %}{% panel panel %}{{ form }}")
    assert page.render(Context({"panel": asked, "form": "untouched"})).strip() == "untouched"
