"""The twin keeps the promises of the shop: nothing is sold, charged or placed twice."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from examples.twin import baskets, checkout, messages, points, prices, stock
from examples.twin.bank import ANSWER_LOST, DECLINED, bank
from examples.twin.models import Account, Basket, Entry, Order, Payment, Preference, Product

pytestmark = pytest.mark.django_db

PAYS = "4242424242424242"
ADA = 1
CONTACT = checkout.Contact(
    email="ada@example.com",
    name="Ada Lovelace",
    address="12 St James's Square",
    postcode="SW1Y 4JH",
    city="London",
    country="GB",
)


@pytest.fixture(autouse=True)
def _shelf(db: None) -> Iterator[None]:
    """Put five teapots and a mug on the shelf, and give Ada 200 points."""
    Product.objects.create(sku="TEAPOT", name="Teapot", price=Decimal("30.00"), available=5)
    Product.objects.create(sku="MUG", name="Mug", price=Decimal("12.00"), available=1)
    Account.objects.create(customer_id=ADA, points=200)
    yield
    bank.charges.clear()
    bank.refunds.clear()


def fill(goods: Mapping[str, int] | None = None, customer_id: int | None = ADA) -> Basket:
    basket = Basket.objects.create(customer_id=customer_id)
    for sku, quantity in (goods or {"TEAPOT": 1}).items():
        baskets.add(basket, sku, quantity)
    return basket


def submit(
    basket: Basket,
    redeem: int = 0,
    *,
    version: int | None = None,
    seen_total: Decimal | None = None,
) -> Order:
    """Order a basket as the customer sees it now, or saw it before."""
    if seen_total is None:
        standing = points.standing_of(basket.customer_id)
        seen_total = prices.quote(baskets.lines(basket.pk), standing, redeem).total
    return checkout.place(
        basket_id=basket.pk,
        version=version or basket.version,
        seen_total=seen_total,
        contact=CONTACT,
        customer_id=basket.customer_id,
        redeem=redeem,
    )


def place(
    goods: Mapping[str, int] | None = None, *, customer_id: int | None = ADA, redeem: int = 0
) -> Order:
    return submit(fill(goods, customer_id), redeem)


def earn(earned: int) -> None:
    """Add points that Ada earned with an earlier order."""
    order = place({"MUG": 1})
    checkout.cancel(order)
    Entry.objects.create(account_id=ADA, order=order, points=earned, counts_for_tier=True)


def shelf(sku: str = "TEAPOT") -> tuple[int, int]:
    product = Product.objects.get(pk=sku)
    return product.available, product.reserved


def balance() -> int:
    return Account.objects.get(pk=ADA).points


def payment_of(order: Order) -> str:
    return Payment.objects.get(order=order).status


def messages_of(order: Order) -> dict[str, bool]:
    """Return the kinds of the order's messages, and whether each was sent."""
    return {m.kind: m.sent_at is not None for m in order.messages.order_by("pk")}


def test_paid_order_has_all_reactions() -> None:
    order = place(redeem=100)
    assert (order.total, shelf(), balance()) == (Decimal("33.90"), (4, 1), 100)

    assert checkout.pay(order, card=PAYS) == "completed"

    assert shelf() == (4, 0)
    assert balance() == 100 + 29
    assert messages_of(order) == {"receipt": True, "points": True}
    assert bank.has(str(order.pk)) == order.total
    assert (order.payment.amount, payment_of(order)) == (order.total, "captured")
    receipt, earned = mail.outbox
    assert receipt.subject == f"Your receipt for order {order.number}"
    assert earned.subject == "You earned points"
    assert "Teapot: 30.00" in receipt.body
    assert "29 points" in earned.body
    assert list(order.movements.values_list("cause", flat=True)) == ["reserved", "sold"]
    assert list(order.entries.values_list("points", flat=True)) == [-100, 29]


def test_large_order_ships_free_and_guest_earns_nothing() -> None:
    order = place({"TEAPOT": 2}, customer_id=None)
    checkout.pay(order, card=PAYS)
    assert order.total == Decimal("60.00")
    assert list(Account.objects.values_list("pk", "points")) == [(ADA, 200)]


def test_repeated_submission_places_and_charges_once() -> None:
    basket = fill()
    first = submit(basket, redeem=200)
    again = submit(basket, redeem=200, seen_total=first.total)
    assert first.pk == again.pk
    assert [checkout.pay(first, card=PAYS), checkout.pay(again, card=PAYS)] == ["completed"] * 2
    assert (shelf(), balance()) == ((4, 0), 28)
    assert len(mail.outbox) == 2


def test_basket_that_changed_is_not_ordered() -> None:
    basket = fill()
    baskets.add(basket, "TEAPOT")
    with pytest.raises(baskets.Changed):
        submit(basket, version=basket.version - 1)
    with pytest.raises(baskets.Changed):
        submit(basket, seen_total=Decimal(30))
    assert not Order.objects.exists()

    assert submit(basket).total == Decimal("60.00")
    with pytest.raises(baskets.Changed):
        baskets.add(basket, "MUG")


def test_empty_basket_is_not_ordered() -> None:
    with pytest.raises(baskets.Changed):
        submit(Basket.objects.create())


@pytest.mark.parametrize(
    ("goods", "refusal"),
    [
        ({"TEAPOT": 1, "MUG": 2}, stock.Unavailable),
        ({"KITE": 1}, stock.Unavailable),
    ],
)
def test_unavailable_goods_leave_no_order(goods: dict[str, int], refusal: type[Exception]) -> None:
    Product.objects.create(sku="KITE", name="Kite", price=20, available=5, on_sale=False)
    with pytest.raises(refusal):
        place(goods)
    assert not Order.objects.exists()
    assert (shelf(), shelf("MUG"), balance()) == ((5, 0), (1, 0), 200)


@pytest.mark.parametrize(
    ("redeem", "goods", "customer_id"),
    [(300, "TEAPOT", ADA), (100, "TEAPOT", None), (200, "PIN", ADA)],
)
def test_points_that_cannot_be_redeemed_leave_no_order(
    redeem: int, goods: str, customer_id: int | None
) -> None:
    Product.objects.create(sku="PIN", name="Pin", price=1, available=5)
    with pytest.raises(points.TooFew):
        place({goods: 1}, redeem=redeem, customer_id=customer_id)
    assert not Order.objects.exists()
    assert (shelf(goods), balance()) == ((5, 0), 200)


def test_points_are_redeemed_by_one_of_two_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    basket, seen = fill(), points.standing_of(ADA)
    place(redeem=200)
    monkeypatch.setattr(points, "standing_of", lambda customer_id: seen)
    with pytest.raises(points.TooFew):
        submit(basket, redeem=100)
    assert Order.objects.count() == 1


def test_unpaid_orders_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(checkout.MAX_UNPAID_ORDERS):
        last = place()
    with pytest.raises(checkout.TooManyUnpaid):
        place()
    checkout.pay(last, card=PAYS)
    place({"MUG": 1})

    monkeypatch.setattr(checkout, "MAX_UNPAID_PIECES", 1)
    with pytest.raises(checkout.TooManyUnpaid):
        place({"TEAPOT": 2}, customer_id=None)


@pytest.mark.parametrize(
    ("earned", "total"), [(499, "34.90"), (500, "30.00"), (1999, "30.00"), (2000, "28.50")]
)
def test_tier_lowers_the_price(earned: int, total: str) -> None:
    earn(earned)
    assert place().total == Decimal(total)


def test_reached_tier_is_reported() -> None:
    earn(480)
    order = place()
    checkout.pay(order, card=PAYS)
    assert messages_of(order) == {"receipt": True, "points": True, "tier": True}
    assert points.standing_of(ADA).tier == points.SILVER

    checkout.cancel(order)
    assert points.standing_of(ADA).tier == points.BRONZE


def test_customer_chooses_which_messages_are_sent() -> None:
    Preference.objects.create(customer_id=ADA, kind="points", by_email=False)
    order = place()
    checkout.pay(order, card=PAYS)
    assert messages_of(order) == {"receipt": True, "points": False}
    assert len(mail.outbox) == 1


def test_unpaid_order_expires() -> None:
    old, new = place(redeem=100), place()
    Order.objects.filter(pk=old.pk).update(placed_at=timezone.now() - timedelta(minutes=16))
    checkout.settle()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status) == ("cancelled", "pending")
    assert (shelf(), balance()) == ((4, 1), 200)


def test_declined_card_returns_stock_and_points() -> None:
    order = place(redeem=100)
    assert checkout.pay(order, card=DECLINED) == "cancelled"
    assert (shelf(), balance(), messages_of(order)) == ((5, 0), 200, {"cancelled": True})
    assert payment_of(order) == "failed"


def test_lost_answer_is_settled_later() -> None:
    order = place()
    assert checkout.pay(order, card=ANSWER_LOST) == "pending"
    unpaid = place()

    checkout.settle()

    order.refresh_from_db()
    unpaid.refresh_from_db()
    assert (order.status, unpaid.status) == ("completed", "pending")
    assert (payment_of(order), payment_of(unpaid)) == ("captured", "pending")


def test_cancelled_paid_order_is_refunded_once() -> None:
    order = place(redeem=100)
    checkout.pay(order, card=PAYS)

    assert [checkout.cancel(order), checkout.cancel(order)] == [True, False]

    assert (shelf(), balance(), bank.has(str(order.pk))) == ((5, 0), 200, Decimal(0))
    assert messages_of(order) == {"receipt": True, "points": True, "cancelled": True}
    assert not checkout.complete(order)


def test_interrupted_refund_is_completed_later(monkeypatch: pytest.MonkeyPatch) -> None:
    order = place()
    checkout.pay(order, card=PAYS)
    with monkeypatch.context() as patch:
        patch.setattr(checkout, "_refund", _dies)
        with pytest.raises(ConnectionError):
            checkout.cancel(order)
    assert bank.has(str(order.pk))

    checkout.settle()

    assert not bank.has(str(order.pk))
    assert messages_of(order) == {"receipt": True, "points": True, "cancelled": True}


def test_unsent_email_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    order = place()
    with monkeypatch.context() as patch:
        patch.setattr(messages, "send_mail", _dies)
        assert checkout.pay(order, card=PAYS) == "completed"
    assert messages_of(order) == {"receipt": False, "points": False}
    assert messages.send_waiting() == 2
    assert messages_of(order) == {"receipt": True, "points": True}


def test_failing_order_does_not_delay_others(monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned, fine = place(), place(customer_id=None)
    for order in (poisoned, fine):
        assert checkout.pay(order, card=ANSWER_LOST) == "pending"

    def award(order: Order) -> bool:
        if order.customer_id:
            raise ConnectionError
        return False

    monkeypatch.setattr(points, "award", award)
    checkout.settle()

    assert Order.objects.get(pk=fine.pk).status == "completed"
    assert Order.objects.get(pk=poisoned.pk).status == "pending"


def test_migrations_are_complete() -> None:
    call_command("makemigrations", "twin", check=True, dry_run=True, verbosity=0)


def _dies(*args: object, **kwargs: object) -> None:
    raise ConnectionError
