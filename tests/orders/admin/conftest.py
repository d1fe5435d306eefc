import pytest
from django.test import Client

from orders.models import Order
from tests.orders import shop
from tests.orders.admin.desk import MUG_AND_TEA, staff_with


@pytest.fixture
def staff(db: None) -> Client:
    """A member of staff who handles orders and their notes."""
    return staff_with("view_order", "change_order", "view_note", "add_note")


@pytest.fixture
def order(goods: None) -> Order:
    """A paid order of two mugs and three teas for 33.99, and 4.90 for shipping."""
    return shop.buy(MUG_AND_TEA)
