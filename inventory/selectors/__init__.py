"""Reads of the catalogue for pages."""

from inventory.selectors.catalogue import (
    CataloguePage,
    CatalogueQuery,
    UnknownCategory,
    catalogue_page,
)
from inventory.selectors.products import (
    ProductCard,
    product_by_slug,
    related_products,
)
from inventory.selectors.search import matching_skus
from inventory.selectors.sorting import Position, Sort, find_sort
