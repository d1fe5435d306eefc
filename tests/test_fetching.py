"""No test passes whose code asks the database once for every row."""

import pytest
from django.core.exceptions import FieldFetchBlocked

from inventory.models import Product
from tests.inventory.factories import ProductFactory

pytestmark = pytest.mark.django_db


def test_fetching_for_one_of_many_is_refused() -> None:
    ProductFactory.create_batch(2)

    with pytest.raises(FieldFetchBlocked, match=r"category is fetched for one of 2 rows: use sel"):
        [product.category for product in Product.objects.all()]


def test_a_row_that_came_alone_may_ask_for_more() -> None:
    made = ProductFactory.create()

    assert Product.objects.get().category == made.category


def test_what_is_fetched_for_all_at_once_is_there() -> None:
    made = ProductFactory.create_batch(2)

    found = Product.objects.select_related("category").order_by("pk")
    assert [one.category for one in found] == [one.category for one in made]
