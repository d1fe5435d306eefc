"""The shelves of the shop."""

from django.db import transaction

from events.api import unit_of_work
from inventory import caching
from inventory.models import Category


def save_category(*, category: Category) -> Category:
    """Add a shelf, or change one; its pages are drawn anew. Raises ValidationError."""
    with unit_of_work():
        category.full_clean()
        category.save()
        slugs = list(category.products.values_list("slug", flat=True))
        transaction.on_commit(lambda: caching.forget_pages(slugs), robust=True)
    return category
