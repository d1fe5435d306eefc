"""The categories of the catalogue."""

from functools import partial

from django.db import transaction

from events.api import unit_of_work
from inventory.models import Category
from inventory.services.pages import invalidate_catalogue, invalidate_product_pages


def save_category(*, category: Category) -> Category:
    """Add or change a category. Raise ValidationError."""
    with unit_of_work():
        category.full_clean()
        category.save()
        slugs = list(category.products.values_list("slug", flat=True))
        # No other app uses categories, so there is no event; the pages are invalidated directly.
        transaction.on_commit(partial(invalidate_product_pages, slugs=slugs), robust=True)
        transaction.on_commit(invalidate_catalogue, robust=True)
    return category
