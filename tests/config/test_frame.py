"""The frame around every page: the basket's count, and what other apps add to the header."""

from collections.abc import Iterator, Sequence

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import clear_script_prefix, set_script_prefix
from pytest_django import DjangoAssertNumQueries

from config import frame
from events.signals import FrameShown, Panel, frame_shown
from tests.config.factories import UserFactory

PAGE = "/account/signup/"


def test_the_addresses_in_a_page_are_below_where_the_shop_is_mounted_for_this_request() -> None:
    page = Template("{% load shop %}{% address 'orders:basket' %}")
    for prefix in ("/corner/", "/", "/corner/"):
        set_script_prefix(prefix)
        assert page.render(Context()) == f"{prefix}basket/"
    clear_script_prefix()


def offer_tea(*, question: FrameShown, **kwargs: object) -> Sequence[Panel]:
    """A receiver of the tests: an app that adds a word to the header."""
    if question.viewer_id is None:
        return ()
    return [Panel(app="loyalty", title="Tea", template="robots.txt", context={"cups": 2})]


@pytest.fixture
def tea() -> Iterator[None]:
    frame_shown.connect(offer_tea)
    yield
    frame_shown.disconnect(offer_tea)


@pytest.mark.django_db(transaction=True)  # without the savepoints of a test's transaction
def test_the_basket_counts_its_pieces(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session = client.session
    session["basket"] = {"MORNING-TEAPOT": 2, "TALL-MUG": 1}
    session.save()
    with django_assert_num_queries(0):  # the session comes from the cache
        page = client.get(PAGE)
    assert '<span class="count">3<span class="visually-hidden"> pieces</span></span>' in page.text


@pytest.mark.django_db
def test_an_empty_basket_has_no_count(client: Client) -> None:
    assert 'class="count"' not in client.get(PAGE).text


@pytest.mark.django_db
def test_a_basket_filled_in_this_very_request_counts(client: Client) -> None:
    request = RequestFactory().get("/")
    request.session = client.session
    request.session["basket"] = {"TALL-MUG": 4}
    assert frame.basket_count(request) == 4


@pytest.mark.django_db
def test_a_customer_sees_what_other_apps_add(client: Client, tea: None) -> None:
    client.force_login(UserFactory.create())
    page = client.get("/account/")
    assert '<li data-app="loyalty">User-agent: *' in page.text


@pytest.mark.django_db
def test_a_visitor_is_nobody_to_other_apps(client: Client, tea: None) -> None:
    assert "User-agent" not in client.get(PAGE).text


@pytest.mark.django_db
def test_a_visitor_is_asked_in_and_a_customer_is_known(client: Client) -> None:
    assert f'href="/account/login/?next={PAGE.replace("/", "%2F")}"' in client.get(PAGE).text
    client.force_login(UserFactory.create())
    assert 'href="/account/"' in client.get("/account/").text


def test_a_panel_is_drawn_with_its_context_on_top_of_the_pages() -> None:
    asked = Panel(app="loyalty", title="Points", template="forms/errors.html", context={"form": 0})
    page = Template("{% load shop %}{% panel panel %}{{ form }}")
    assert page.render(Context({"panel": asked, "form": "untouched"})).strip() == "untouched"
