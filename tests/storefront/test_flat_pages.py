"""The pages of text: in the footer, in the admin, and in the sitemap."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from storefront.flat_pages import create_pages, initial_pages, name_site
from tests.accounts.factories import UserFactory, group
from tests.storefront.factories import FlatPageFactory

pytestmark = pytest.mark.django_db

FOOTER = re.compile(r'<a href="(/pages/[^"]+)">')


@pytest.fixture
def pages() -> None:
    """The site and its pages as after a migration; another test may have emptied the tables."""
    name_site()
    create_pages(apps=apps)


@pytest.fixture
def owner(client: Client) -> Client:
    user = UserFactory.create(is_staff=True)
    user.groups.add(group("Owner"))
    client.force_login(user)
    return client


@pytest.mark.usefixtures("pages")
def test_every_page_links_to_the_texts(client: Client) -> None:
    links = set(FOOTER.findall(client.get("/account/login/").text.partition("<footer")[2]))

    assert links == {f"/pages{url}" for url in initial_pages()}
    for link in links:
        page = client.get(link)
        assert page.status_code == 200
        assert "<article" in page.text


@pytest.mark.django_db(transaction=True)  # without the savepoints of a test's transaction
@pytest.mark.usefixtures("pages")
def test_page_takes_one_statement(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Site.objects.get_current()  # which each process asks for once
    with django_assert_num_queries(1):
        client.get("/pages/contact/")


@pytest.mark.usefixtures("pages")
def test_text_is_shown_without_its_html(client: Client) -> None:
    text = "## A & B\r\n\r\nFirst <b>line</b>\r\nsecond\r\n\r\n<script>x</script> a@shop.example"
    FlatPage.objects.filter(url="/contact/").update(title="<i>Contact</i>", content=text)

    page = client.get("/pages/contact/").text

    assert "<title>&lt;i&gt;Contact&lt;/i&gt; · Signal Shop</title>" in page
    assert "<h2>A &amp; B</h2>\n<p>First &lt;b&gt;line&lt;/b&gt;<br>second</p>" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert '<a href="mailto:a@shop.example">a@shop.example</a>' in page


@pytest.mark.usefixtures("pages")
def test_edited_pages_survive_the_next_migration(client: Client) -> None:
    FlatPage.objects.filter(url="/contact/").update(content="Call us.")
    FlatPage.objects.filter(url="/terms/").delete()

    create_pages(apps=apps)

    assert "Call us." in client.get("/pages/contact/").text
    assert client.get("/pages/terms/").status_code == 200
    assert FlatPage.objects.count() == len(initial_pages())


def test_flush_leaves_no_pages() -> None:
    FlatPage.objects.all().delete()

    create_pages()

    assert not FlatPage.objects.exists()


@pytest.mark.usefixtures("pages")
def test_site_has_the_domain_of_the_shop(client: Client, settings: Settings) -> None:
    assert "<loc>http://localhost:8000/pages/terms/</loc>" in client.get("/sitemap-pages.xml").text

    settings.SITE_URL = "https://shop.example"
    name_site()

    assert Site.objects.get().domain == "shop.example"


@pytest.mark.usefixtures("pages")
def test_staff_edit_a_page(owner: Client) -> None:
    page = FlatPage.objects.get(url="/contact/")
    address = f"/admin/flatpages/flatpage/{page.pk}/change/"
    form = owner.get(address).context["adminform"].form
    fields = {"title": "Call us", "content": "020 7946 0000", "shown": form.initial["shown"]}

    assert owner.post(address, fields).headers["Location"] == "/admin/flatpages/flatpage/"

    assert "<p>020 7946 0000</p>" in owner.get("/pages/contact/").text
    refused = unescape(owner.post(address, {**fields, "content": "Other"}).text)
    assert "Another user changed this to “020 7946 0000”" in refused


@pytest.mark.usefixtures("pages")
def test_staff_add_and_delete_a_page(owner: Client) -> None:
    fields = {"url": "/size-guide/", "title": "Size guide", "content": "Three sizes."}

    owner.post("/admin/flatpages/flatpage/add/", fields)
    assert "Three sizes." in owner.get("/pages/size-guide/").text
    again = owner.post("/admin/flatpages/flatpage/add/", fields).text
    assert "Another page has this address." in again

    added = FlatPage.objects.get(url="/size-guide/")
    owner.post(f"/admin/flatpages/flatpage/{added.pk}/delete/", {"post": "yes"})
    assert owner.get("/pages/size-guide/").status_code == 404


@pytest.mark.usefixtures("pages")
def test_pages_of_the_footer_cannot_be_deleted(owner: Client) -> None:
    page = FlatPage.objects.get(url="/legal-notice/")
    FlatPageFactory.create()

    assert owner.post(f"/admin/flatpages/flatpage/{page.pk}/delete/").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(page.pk)], "post": "yes"}
    owner.post("/admin/flatpages/flatpage/", chosen)
    assert FlatPage.objects.filter(pk=page.pk).exists()
