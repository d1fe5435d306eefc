"""The parts of pages that are the same for everybody, from the cache or made now."""

from dataclasses import dataclass
from functools import partial

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from events.caching import kept
from inventory import selectors
from inventory.browsing import Browsing
from inventory.caching import CATALOGUE, product_page
from inventory.selectors import CataloguePage, ShownProduct


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A page of the catalogue: its title, and all that changes with browsing."""

    title: str
    html: SafeString


@dataclass(frozen=True, kw_only=True)
class Showcase:
    """A product, and what its page says of it."""

    product: ShownProduct
    html: SafeString


def shelf(browsing: Browsing) -> Shelf:
    """What was asked for; of a category that is not there, everything and a complaint."""
    try:
        if not browsing.is_common:
            return _make_shelf(browsing)
        return kept(CATALOGUE, repr(browsing), partial(_make_shelf, browsing))
    except selectors.UnknownCategory:
        return _make_shelf(browsing.without_category())


def showcase(slug: str) -> Showcase | None:
    """The product at this address; None if there is none."""
    return kept(product_page(slug), "", partial(_make_showcase, slug))


def beside(product: ShownProduct) -> list[SafeString]:
    """What stands beside a product on its shelf, as tiles; kept once for the whole shelf."""
    shelf = product.category_slug
    tiles = kept(CATALOGUE, f"beside {shelf}", partial(_make_tiles, shelf))
    return [tile for sku, tile in tiles.items() if sku != product.sku][: selectors.BESIDE]


def _make_shelf(browsing: Browsing) -> Shelf:
    page = selectors.catalogue_page(browsing)
    html = render_to_string("inventory/catalogue.html#shelf", {"page": page})
    return Shelf(title=_title(page), html=html)


def _title(page: CataloguePage) -> str:
    if page.browsing.search:
        return f"“{page.browsing.search}”"
    return page.category.name if page.category else "All goods"


def _make_showcase(slug: str) -> Showcase | None:
    product = selectors.product_by_slug(slug)
    if product is None:
        return None
    html = render_to_string("inventory/product.html#showcase", {"product": product})
    return Showcase(product=product, html=html)


def _make_tiles(shelf: str) -> dict[str, SafeString]:
    """By sku."""
    return {
        product.sku: render_to_string("inventory/tile.html", {"product": product})
        for product in selectors.newest_of(shelf)
    }
