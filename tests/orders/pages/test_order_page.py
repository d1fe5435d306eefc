"""An order's page: who may see it, what it says, and how it is cancelled there."""

import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.signing import TimestampSigner, b62_encode
from pytest_django import Settings

from accounts.models import User
from events.explorer.progress import progress
from events.models import Delivery
from events.testing import deliver_all
from orders import services
from orders.access import MOST_REMEMBERED, SESSION_KEY
from orders.links import link_to
from orders.models import Order
from tests.orders import shop
from tests.orders.factories import LineFactory, OrderFactory
from tests.orders.pages.statements import statements
from tests.orders.pages.visitor import Visitor, text_of

pytestmark = pytest.mark.usefixtures("goods")


def path_of(order: Order) -> str:
    return f"/orders/{order.pk}/"


def path_of_link(order: Order) -> str:
    """The link in an e-mail, without the shop's own address."""
    return "/orders" + link_to(order.pk).partition("/orders")[2]


@pytest.fixture
def order(db: None) -> Order:
    """A guest's, paid: a mug and two packets of tea."""
    return shop.buy({"TALL-MUG": 1, "GREEN-TEA": 2})


@pytest.fixture
def buyer(visitor: Visitor, order: Order) -> Visitor:
    """The guest who opened its link."""
    visitor.follow(visitor.get(path_of_link(order)))
    return visitor


# --- who may see it ------------------------------------------------------------------------


def test_its_owner_sees_it(visitor: Visitor, ada: User) -> None:
    order = shop.buy({"TALL-MUG": 1}, customer_id=ada.pk)
    visitor.client.force_login(ada)

    assert visitor.get(path_of(order)).status_code == 200


def test_staff_see_it_and_the_way_to_the_back_office(
    visitor: Visitor, order: Order, staff: User
) -> None:
    visitor.client.force_login(staff)
    page = visitor.get(path_of(order))

    assert page.status_code == 200
    assert f"/admin/orders/order/{order.pk}/change/" in page.content.decode()


def test_nobody_else_does(visitor: Visitor, order: Order, ada: User) -> None:
    assert visitor.get(path_of(order)).status_code == 404
    visitor.client.force_login(ada)
    assert visitor.get(path_of(order)).status_code == 404
    page = visitor.get(f"/orders/{uuid4()}/")
    assert page.status_code == 404
    assert "log in as you were when you placed it, or open the link" in text_of(page)
    assert visitor.get("/orders/1/").status_code == 404


def test_who_has_been_logged_out_is_led_back_to_their_order(visitor: Visitor, order: Order) -> None:
    for page in (visitor.get(path_of(order)), visitor.post(f"{path_of(order)}cancel/", {})):
        assert page.status_code == 404
        assert f'href="/account/login/?next={path_of(order)}"' in page.content.decode()


def test_a_customers_order_is_not_a_guests(visitor: Visitor, ada: User) -> None:
    order = shop.buy({"TALL-MUG": 1}, customer_id=ada.pk)

    assert visitor.get(path_of(order)).status_code == 404


def test_whoever_placed_it_sees_it_as_long_as_the_visit_lasts(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    placed = visitor.submit()

    assert visitor.follow(placed).status_code == 200
    visitor.client.logout()
    assert visitor.follow(placed).status_code == 404


def test_the_link_of_a_letter_opens_it_and_leads_to_its_clean_address(
    visitor: Visitor, order: Order
) -> None:
    answer = visitor.get(path_of_link(order))

    assert answer.status_code == 303
    assert answer.headers["Location"] == path_of(order)
    assert visitor.get(path_of(order)).status_code == 200


def test_a_changed_link_opens_nothing(visitor: Visitor, order: Order) -> None:
    link = path_of_link(order)

    for changed in (link[:-2] + "/", link.replace(order.pk.hex, uuid4().hex), "/orders/link/x/"):
        page = visitor.get(changed)
        assert page.status_code == 404
        assert "This link does not work any more" in text_of(page)
    assert visitor.get(path_of(order)).status_code == 404


def test_a_link_works_for_ninety_days(visitor: Visitor, order: Order) -> None:
    class Earlier(TimestampSigner):
        def timestamp(self) -> str:
            return b62_encode(int(time.time() - timedelta(days=90, minutes=1).total_seconds()))

    signed = Earlier(salt="orders.order_link").sign(order.pk.hex)

    assert visitor.get(f"/orders/link/{signed}/").status_code == 404


def test_a_link_to_what_is_gone_opens_nothing(visitor: Visitor, order: Order) -> None:
    link = path_of_link(order)
    order.delete()

    assert visitor.follow(visitor.get(link)).status_code == 404


def test_a_visit_remembers_the_latest_orders(visitor: Visitor) -> None:
    for order in OrderFactory.create_batch(MOST_REMEMBERED + 1, line=None):
        visitor.get(path_of_link(order))

    assert len(visitor.client.session[SESSION_KEY]) == MOST_REMEMBERED
    assert str(order.pk) in visitor.client.session[SESSION_KEY]


# --- what it says --------------------------------------------------------------------------


def test_it_says_what_was_bought_for_how_much_and_where_it_goes(
    buyer: Visitor, order: Order
) -> None:
    page = buyer.get(path_of(order))

    html, text = page.content.decode(), text_of(page)
    assert f'data-order-number="{order.number}"' in html
    assert f'data-order-id="{order.pk}"' in html
    assert 'data-status="completed"' in html
    assert "Tall mug €12.00" in text
    assert "Total €23.56" in text
    assert "Paid with Visa •••• 4242." in text
    assert "Ada Lovelace 12 St James's Square SW1Y 4JH London United Kingdom" in text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_country_that_we_have_stopped_to_deliver_to_is_shown_by_its_code(
    visitor: Visitor, staff: User
) -> None:
    visitor.client.force_login(staff)

    assert "London NO" in text_of(visitor.get(path_of(OrderFactory.create(country="NO"))))


@pytest.mark.parametrize(
    ("who", "demo", "in_full"),
    [
        ("guest", False, False),
        ("customer", False, False),
        ("staff", False, True),
        ("guest", True, True),
        ("customer", True, True),
    ],
)
def test_every_event_and_receiver_is_for_staff_and_the_demo(
    visitor: Visitor,
    ada: User,
    staff: User,
    settings: Settings,
    who: str,
    demo: bool,
    in_full: bool,
) -> None:
    settings.DEMO = demo
    order = shop.buy({"TALL-MUG": 1}, customer_id=ada.pk if who == "customer" else None)
    if who == "guest":
        visitor.get(path_of_link(order))
    else:
        visitor.client.force_login(ada if who == "customer" else staff)
    deliver_all()
    error = f"events.Oops: {order.email} was not told"
    Delivery.objects.filter(mode="durable").update(status="failed", last_error=error)

    page = visitor.get(path_of(order))

    assert "Thank you, your order is paid" in text_of(page)
    behind = ("orders.order_placed", "inventory.reserve_stock", "Oops", "/events/")
    assert [word in page.content.decode() for word in behind] == [in_full] * len(behind)
    assert (error in page.content.decode()) == (who == "staff")


def test_other_apps_have_their_say(buyer: Visitor, order: Order) -> None:
    text = text_of(buyer.get(path_of(order)))

    assert "With an account, you would earn 18 points with this order" in text
    assert "Messages" in text


def asks_at(html: str, every: str) -> str:
    """The address at which a part of the page asks for itself; empty where none does."""
    found = re.search(f'hx-get="([^"]+)" hx-trigger="every {every}"', html)
    return found[1] if found else ""


def test_what_others_say_is_asked_again_until_all_is_settled(buyer: Visitor, order: Order) -> None:
    address = asks_at(buyer.get(path_of(order)).content.decode(), "2s")
    with statements() as asked:
        unchanged = buyer.get(address, headers={"HX-Target": "order-panels"})
    assert unchanged.status_code == 204
    assert len(asked) <= 3, asked

    deliver_all()

    news = buyer.get(address, headers={"HX-Target": "order-panels"}).content.decode()
    assert "Messages" in news
    assert "What it costs" not in news
    assert not asks_at(news, "2s")
    assert asks_at(news, "20s")  # what was given up may be tried again


def test_while_the_bank_is_asked_the_page_asks_again_by_itself(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    path = visitor.submit(card_number=shop.ANSWER_LOST).headers["Location"]
    address = asks_at(visitor.get(path).content.decode(), "3s")

    with statements() as asked:
        unchanged = visitor.get(address, headers={"HX-Target": "main"})
    assert unchanged.status_code == 204
    assert len(asked) == 1, asked

    shop.let_a_minute_pass()
    page = visitor.get(address, headers={"HX-Target": "main"}).content.decode()
    assert 'data-status="completed"' in page
    assert not asks_at(page, "3s")


def test_an_open_page_hears_of_the_parcel_until_all_is_over(buyer: Visitor, order: Order) -> None:
    deliver_all()
    address = asks_at(buyer.get(path_of(order)).content.decode(), "20s")
    assert buyer.get(address, headers={"HX-Target": "main"}).status_code == 204

    services.ship_order(order_id=order.pk, tracking_number="SIG-123")
    news = buyer.get(address, headers={"HX-Target": "main"})
    assert "Your parcel is on its way" in text_of(news)

    services.deliver_order(order_id=order.pk)
    deliver_all()
    assert " hx-trigger=" not in buyer.get(path_of(order)).content.decode()


@pytest.mark.parametrize("part", ["main", "order-panels"])
def test_only_the_shop_can_say_what_was_seen(visitor: Visitor, order: Order, part: str) -> None:
    """So that nobody learns of an order, not even that it is there, by asking for a part."""
    for seen in ("", "pending", progress(order.pk).stamp):
        asked = f"{path_of(order)}?seen={seen}"
        assert visitor.get(asked, headers={"HX-Target": part}).status_code == 404


def test_the_demo_leads_behind_the_scenes(buyer: Visitor, order: Order, settings: Settings) -> None:
    assert "The whole timeline" not in text_of(buyer.get(path_of(order)))

    settings.DEMO, settings.MAIL_PAGE_URL = True, "/demo/mail/"
    page = buyer.get(path_of(order))

    assert f"/events/flows/{order.pk}/" in page.content.decode()
    assert 'href="/demo/mail/"' in page.content.decode()


def test_it_tells_of_the_parcel(buyer: Visitor, order: Order) -> None:
    services.ship_order(order_id=order.pk, tracking_number="SIG-123")
    text = text_of(buyer.get(path_of(order)))
    assert "Your parcel is on its way" in text
    assert "Brought by Parcel Post. The tracking number is SIG-123 ." in text

    services.deliver_order(order_id=order.pk)
    assert "Your parcel has arrived" in text_of(buyer.get(path_of(order)))


def test_it_tells_of_money_that_goes_back(buyer: Visitor, order: Order) -> None:
    services.refund_order(order_id=order.pk, lines={"GREEN-TEA": 1}, resaleable=True)
    text = text_of(buyer.get(path_of(order)))
    assert "1 paid back" in text
    assert "€3.33 on the way back to you" in text

    deliver_all()
    assert "€3.33 paid back on" in text_of(buyer.get(path_of(order)))


def test_it_costs_the_same_however_many_lines_there_are(visitor: Visitor, staff: User) -> None:
    visitor.client.force_login(staff)
    small, large = OrderFactory.create_batch(2)
    for number in range(11):
        LineFactory.create(order=large, sku=f"MUG-{number}")
    visitor.get(path_of(small))

    with statements() as for_one:
        visitor.get(path_of(small))
    with statements() as for_twelve:
        visitor.get(path_of(large))

    assert len(for_one) == len(for_twelve) <= 14, for_twelve


def test_it_costs_a_guest_little(buyer: Visitor, order: Order) -> None:
    with statements() as asked:
        buyer.get(path_of(order))

    # The session; the order; how far its flow has come; the panels; the lines.
    assert len(asked) <= 6, asked


# --- cancelling ----------------------------------------------------------------------------


def test_a_paid_order_is_cancelled_and_paid_back(buyer: Visitor, order: Order) -> None:
    page = buyer.follow(buyer.post(f"{path_of(order)}cancel/", {}))

    text = text_of(page)
    assert f"Order {order.number} is cancelled." in text
    assert "You cancelled this order" in text
    assert "What you paid goes back to your card" in text
    assert "€23.56 on the way back to you" in text
    assert "Cancel the order" not in text
    deliver_all()
    assert shop.taken(order) == 0


def test_a_parcel_on_its_way_is_not_called_back(buyer: Visitor, order: Order) -> None:
    services.ship_order(order_id=order.pk, tracking_number="SIG-123")

    page = buyer.follow(buyer.post(f"{path_of(order)}cancel/", {}))

    assert "This order is shipped: it cannot be cancelled." in text_of(page)
    assert shop.fresh(order).status == "shipped"


def test_staff_cancel_in_the_name_of_the_shop(visitor: Visitor, order: Order, staff: User) -> None:
    visitor.client.force_login(staff)
    page = visitor.follow(visitor.post(f"{path_of(order)}cancel/", {}))

    assert shop.fresh(order).cancel_reason == "staff"
    assert "We had to cancel this order" in text_of(page)


def test_staff_cancel_their_own_order_as_customers(visitor: Visitor, staff: User) -> None:
    order = shop.buy({"TALL-MUG": 1}, customer_id=staff.pk)
    visitor.client.force_login(staff)
    visitor.post(f"{path_of(order)}cancel/", {})

    assert shop.fresh(order).cancel_reason == "customer"


def test_nobody_cancels_somebody_elses(visitor: Visitor, order: Order, ada: User) -> None:
    visitor.client.force_login(ada)

    assert visitor.post(f"{path_of(order)}cancel/", {}).status_code == 404
    assert visitor.get(f"{path_of(order)}cancel/").status_code == 405
    assert shop.fresh(order).status == "completed"


def test_a_declined_order_leads_back_to_the_checkout(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    visitor.submit(card_number=shop.DECLINED)
    page = visitor.get(path_of(Order.objects.get()))

    assert "Your bank declined the payment" in text_of(page)
    assert 'href="/checkout/"' in page.content.decode()
