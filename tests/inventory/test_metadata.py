"""What search engines and social networks read: sitemap, Open Graph, JSON-LD."""

import json
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client

from inventory import services
from storefront.flat_pages import name_site
from tests.inventory.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db

PAGE = "/products/tall-mug/"
LOCATION = re.compile(r"<loc>([^<]+)</loc>")


def product_data(client: Client) -> dict[str, object]:
    page = client.get(PAGE).text
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert script
    data: dict[str, object] = json.loads(script[1])
    return data


def test_sitemap_lists_listed_products_and_categories(client: Client) -> None:
    garden = CategoryFactory.create(name="Garden")
    ProductFactory.create(sku="TALL-MUG")
    ProductFactory.create(sku="KETTLE", status="coming_soon")
    ProductFactory.create(sku="CACTUS", status="draft", category=garden)
    ProductFactory.create(sku="DISCO-BALL", on_sale=False)

    name_site()  # another test may have emptied the table
    sections = LOCATION.findall(client.get("/sitemap.xml").text)
    pages = [url for section in sections for url in LOCATION.findall(client.get(section).text)]

    assert [url for url in pages if "/pages/" not in url] == [
        "http://localhost:8000/",
        "http://localhost:8000/?category=kitchen",
        "http://localhost:8000/products/kettle/",
        "http://localhost:8000/products/tall-mug/",
    ]


def test_page_has_open_graph_metadata(client: Client) -> None:
    ProductFactory.create(sku="TALL-MUG", name='Tall "mug"', price=Decimal("12.50"))

    page = client.get(PAGE).text

    assert '<meta property="og:type" content="product">' in page
    assert '<meta property="og:title" content="Tall &quot;mug&quot;">' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}{PAGE}">' in page
    assert '<meta property="product:price:amount" content="12.50">' in page


def test_page_describes_the_offer(client: Client) -> None:
    ProductFactory.create(sku="TALL-MUG", name="Tall mug", price=Decimal("12.50"))

    data = product_data(client)

    assert (data["@type"], data["name"], data["sku"]) == ("Product", "Tall mug", "TALL-MUG")
    assert data["offers"] == {
        "@type": "Offer",
        "url": f"{settings.SITE_URL}{PAGE}",
        "price": "12.50",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
    }


@pytest.mark.parametrize("change", [{"status": "coming_soon"}, {"status": "withdrawn"}])
def test_product_that_cannot_be_bought_is_not_in_stock(
    client: Client, change: dict[str, str]
) -> None:
    ProductFactory.create(sku="TALL-MUG")
    services.change_product(sku="TALL-MUG", **change)  # type: ignore[arg-type]

    assert "OutOfStock" in str(product_data(client)["offers"])


def test_text_cannot_end_the_script_element(client: Client) -> None:
    name = "</script><script>alert(1)</script>"
    ProductFactory.create(sku="TALL-MUG", name=name, description=name)

    assert "<script>alert" not in client.get(PAGE).text
    assert product_data(client)["name"] == name
