"""The subjects under which parts of pages are kept; `events/caching.py` says how."""

from collections.abc import Iterable

from events.caching import forget

CATALOGUE = "inventory.catalogue"


def product_page(slug: str) -> str:
    """The subject of a product's page."""
    return f"inventory.product:{slug}"


def forget_pages(slugs: Iterable[str], *, shelves: bool = True) -> None:
    """Let the pages of these products be made anew, and the catalogue.

    The catalogue stays where what its tiles say of them has not changed (`shelves`): it says
    "In stock" of two hundred pieces as of two hundred and one.
    """
    forget(*map(product_page, slugs), *([CATALOGUE] if shelves else []))
