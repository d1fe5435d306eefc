"""The list of a visitor's orders."""

import pytest

from accounts.models import User
from orders.models import Order
from tests.counting import statements
from tests.orders.factories import LineFactory, OrderFactory
from tests.orders.pages.visitor import Shopper, text_of

pytestmark = pytest.mark.usefixtures("goods")


def numbers_on(text: str, orders: list[Order]) -> list[str]:
    """The numbers of these orders that the page shows, in its order."""
    found = [order.number for order in orders if order.number in text]
    return sorted(found, key=text.index)


def test_empty_list(visitor: Shopper, ada: User) -> None:
    text = text_of(visitor.get("/orders/"))
    assert "No orders yet" in text
    assert "Open the link in the e-mail that we sent you." in text

    visitor.client.force_login(ada)
    text = text_of(visitor.get("/orders/"))
    assert "No orders yet" in text
    assert "Log in" not in text


def test_guest_sees_the_orders_of_the_visit(visitor: Shopper) -> None:
    OrderFactory.create()
    visitor.choose("TALL-MUG")
    visitor.submit()
    order = Order.objects.latest("placed_at")

    text = text_of(visitor.get("/orders/"))

    assert numbers_on(text, list(Order.objects.all())) == [order.number]
    assert "Create an account" in text


def test_customer_sees_their_own_orders_newest_first(visitor: Shopper, ada: User) -> None:
    stranger = User.objects.create_user("eve@example.com")
    theirs = OrderFactory.create_batch(2, customer=ada)
    others = [*OrderFactory.create_batch(1), *OrderFactory.create_batch(1, customer=stranger)]
    visitor.client.force_login(ada)

    text = text_of(visitor.get("/orders/"))

    newest_first = [order.number for order in reversed(theirs)]
    assert numbers_on(text, [*theirs, *others]) == newest_first
    assert "Create an account" not in text


def test_orders_cancelled_unpaid_are_shown_on_request_only(visitor: Shopper, ada: User) -> None:
    visitor.client.force_login(ada)
    ended = OrderFactory.create(customer=ada, status="cancelled", cancel_reason="expired")
    assert "No orders yet" in text_of(visitor.get("/orders/"))
    waiting = OrderFactory.create(customer=ada)

    listed, everything = visitor.get("/orders/"), visitor.get("/orders/?show=all")

    assert numbers_on(text_of(listed), [ended, waiting]) == [waiting.number]
    assert numbers_on(text_of(everything), [ended, waiting]) == [waiting.number, ended.number]


def test_page_lists_ten_orders(visitor: Shopper, ada: User) -> None:
    orders = OrderFactory.create_batch(11, customer=ada)
    visitor.client.force_login(ada)

    first, second = visitor.get("/orders/"), visitor.get("/orders/?page=2")

    assert len(numbers_on(text_of(first), orders)) == 10
    assert 'href="?page=2"' in first.content.decode()
    assert numbers_on(text_of(second), orders) == [orders[0].number]
    assert 'href="?page=1"' in second.content.decode()


@pytest.mark.parametrize("page", ["", "0", "-1", "99", "x", "1" * 5000])
def test_missing_page_is_replaced_by_the_nearest(visitor: Shopper, ada: User, page: str) -> None:
    order = OrderFactory.create(customer=ada)
    visitor.client.force_login(ada)

    answer = visitor.get("/orders/", data={"page": page})

    assert answer.status_code == 200
    assert order.number in text_of(answer)


def test_long_order_is_abbreviated(visitor: Shopper, ada: User) -> None:
    order = OrderFactory.create(customer=ada)
    for number in range(6):
        LineFactory.create(order=order, sku=f"MUG-{number}")
    visitor.client.force_login(ada)

    assert "and 3 more" in text_of(visitor.get("/orders/"))


@pytest.mark.parametrize("orders", [1, 9])
def test_number_of_statements_is_constant(visitor: Shopper, ada: User, orders: int) -> None:
    visitor.client.force_login(ada)
    OrderFactory.create_batch(orders, customer=ada)
    visitor.get("/orders/")

    with statements(exactly=7):
        visitor.get("/orders/")
