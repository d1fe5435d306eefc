"""The page of a product."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from inventory import selectors
from inventory.models.catalogue import SLUG_LENGTH
from inventory.selectors import ProductCard
from inventory.selectors.products import RELATED
from inventory.services.pages import cached, catalogue_key, product_page_key
from inventory.signals import ProductPagePanels, product_page_panels
from inventory.views.metadata import absolute, product_json


@dataclass(frozen=True, kw_only=True)
class Showcase:
    """A product and the parts of its page that are the same for every visitor."""

    product: ProductCard
    description: str
    html: SafeString
    metadata: SafeString


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a product and the panels of other apps; answer 410 for a withdrawn product."""
    showcase = _showcase(slug)
    product = showcase.product
    panels = product_page_panels.ask(
        ProductPagePanels(
            sku=product.sku,
            name=product.name,
            available=product.available,
            on_sale=product.on_sale,
            viewer_id=request.user.pk,
        )
    )
    return render(
        request,
        "inventory/product.html",
        {
            "product": product,
            "showcase": showcase,
            "related": _related_tiles(product),
            "panels": panels,
        },
        status=410 if product.status == "withdrawn" else 200,
    )


def _showcase(slug: str) -> Showcase:
    """Return the product's part of the page, from the cache. Raise Http404."""
    if len(slug) > SLUG_LENGTH:
        raise Http404
    return cached(product_page_key(slug), lambda: _render_showcase(slug))


def _render_showcase(slug: str) -> Showcase:
    product = selectors.product_by_slug(slug)
    if product is None:
        raise Http404
    metadata = {
        "product": product,
        "url": absolute(f"/products/{product.slug}/"),
        "image": absolute(product.photo_url) if product.photo else "",
        "json": product_json(product),
        "currency": settings.CURRENCY,
    }
    return Showcase(
        product=product,
        description=f"{product.name}: {Truncator(product.description).chars(150)}",
        html=render_to_string("inventory/product.html#showcase", {"product": product}),
        metadata=render_to_string("inventory/metadata.html", metadata),
    )


def _related_tiles(product: ProductCard) -> list[SafeString]:
    """Return tiles of other products in the category; they are cached once per category."""
    tiles = cached(
        catalogue_key(f"related:{product.category_slug}"),
        lambda: _render_tiles(product.category_slug),
    )
    return [tile for sku, tile in tiles.items() if sku != product.sku][:RELATED]


def _render_tiles(category_slug: str) -> dict[str, SafeString]:
    return {
        product.sku: render_to_string("inventory/tile.html", {"product": product})
        for product in selectors.related_products(category_slug)
    }
