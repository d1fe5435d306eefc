"""My orders: one's own, page by page; a guest's are those of the visit."""

import pytest

from accounts.models import User
from orders.models import Order
from tests.orders.factories import LineFactory, OrderFactory
from tests.orders.pages.statements import statements
from tests.orders.pages.visitor import Visitor, text_of

pytestmark = pytest.mark.usefixtures("goods")


def numbers_on(text: str, orders: list[Order]) -> list[str]:
    """The numbers of these orders that the page shows, in its order."""
    found = [order.number for order in orders if order.number in text]
    return sorted(found, key=text.index)


def test_whoever_has_ordered_nothing_is_told_what_will_be_here(visitor: Visitor, ada: User) -> None:
    text = text_of(visitor.get("/orders/"))
    assert "No orders yet" in text
    assert "Open the link in the e-mail that we sent you." in text

    visitor.client.force_login(ada)
    text = text_of(visitor.get("/orders/"))
    assert "No orders yet" in text
    assert "Log in" not in text


def test_a_guest_sees_the_orders_of_the_visit(visitor: Visitor) -> None:
    OrderFactory.create()
    visitor.choose("TALL-MUG")
    visitor.submit()
    (order,) = Order.objects.filter(status="completed")

    text = text_of(visitor.get("/orders/"))

    assert numbers_on(text, list(Order.objects.all())) == [order.number]
    assert "Make an account" in text


def test_a_customer_sees_their_own_the_newest_first(visitor: Visitor, ada: User) -> None:
    stranger = User.objects.create_user("eve@example.com")
    theirs = OrderFactory.create_batch(2, customer=ada)
    others = [*OrderFactory.create_batch(1), *OrderFactory.create_batch(1, customer=stranger)]
    visitor.client.force_login(ada)

    text = text_of(visitor.get("/orders/"))

    newest_first = [order.number for order in reversed(theirs)]
    assert numbers_on(text, [*theirs, *others]) == newest_first
    assert "Make an account" not in text


def test_what_was_ordered_before_logging_in_stays_in_sight(visitor: Visitor, ada: User) -> None:
    visitor.choose("TALL-MUG")
    visitor.submit()
    visitor.client.force_login(ada)

    assert Order.objects.get().number in text_of(visitor.get("/orders/"))


def test_there_are_ten_on_a_page(visitor: Visitor, ada: User) -> None:
    orders = OrderFactory.create_batch(11, customer=ada)
    visitor.client.force_login(ada)

    first, second = visitor.get("/orders/"), visitor.get("/orders/?page=2")

    assert len(numbers_on(text_of(first), orders)) == 10
    assert 'href="?page=2"' in first.content.decode()
    assert numbers_on(text_of(second), orders) == [orders[0].number]
    assert 'href="?page=1"' in second.content.decode()


@pytest.mark.parametrize("page", ["", "0", "-1", "99", "x", "1" * 5000, "\x00"])
def test_a_page_that_is_not_there_is_the_nearest(visitor: Visitor, ada: User, page: str) -> None:
    order = OrderFactory.create(customer=ada)
    visitor.client.force_login(ada)

    answer = visitor.get("/orders/", data={"page": page})

    assert answer.status_code == 200
    assert order.number in text_of(answer)


def test_it_shows_the_first_things_of_a_long_order(visitor: Visitor, ada: User) -> None:
    order = OrderFactory.create(customer=ada)
    for number in range(6):
        LineFactory.create(order=order, sku=f"MUG-{number}")
    visitor.client.force_login(ada)

    assert "and 3 more" in text_of(visitor.get("/orders/"))


def test_it_costs_the_same_however_many_there_are(visitor: Visitor, ada: User) -> None:
    visitor.client.force_login(ada)
    OrderFactory.create(customer=ada)
    visitor.get("/orders/")

    with statements() as for_one:
        visitor.get("/orders/")
    OrderFactory.create_batch(8, customer=ada)
    with statements() as for_nine:
        visitor.get("/orders/")

    assert len(for_one) == len(for_nine) <= 7, for_nine
