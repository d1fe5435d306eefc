"""Baskets are rows: two requests at the same moment both take effect."""

import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import User
from inventory.services import withdraw_product
from orders import selectors, services
from orders.models import Basket, Offer
from orders.services import adding, baskets
from orders.visitors import Visitor
from tests.counting import statements
from tests.orders import shop
from tests.threads import together

pytestmark = pytest.mark.usefixtures("goods")


@pytest.fixture
def guest() -> Visitor:
    return Visitor(guest_id=uuid7())


@pytest.fixture
def customer(db: None) -> Visitor:
    return Visitor(customer_id=User.objects.create_user("ada@example.com").pk)


def contents(visitor: Visitor) -> dict[str, int]:
    basket = services.current_basket(visitor=visitor)
    lines = selectors.basket_lines(basket_id=basket.pk if basket else None)
    return {line.offer_id: line.quantity for line in lines}


def add(visitor: Visitor, sku: str, quantity: int = 1) -> Basket:
    return shop.fill_basket({sku: quantity}, visitor=visitor)


@pytest.mark.django_db(transaction=True)
def test_two_first_additions_at_once_share_a_basket(guest: Visitor) -> None:
    results = together(partial(add, guest, "TALL-MUG"), partial(add, guest, "GREEN-TEA"))

    assert all(isinstance(result, Basket) for result in results), results
    assert contents(guest) == {"TALL-MUG": 1, "GREEN-TEA": 1}


def test_addition_uses_a_basket_that_was_created_meanwhile(
    guest: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(guest, "TALL-MUG")
    found = iter([None])
    monkeypatch.setattr(
        adding, "locked_basket", lambda visitor: next(found, baskets.locked_basket(visitor))
    )

    add(guest, "GREEN-TEA")

    assert contents(guest) == {"TALL-MUG": 1, "GREEN-TEA": 1}


def test_addition_takes_few_statements(guest: Visitor) -> None:
    mug = Offer.objects.get(pk="TALL-MUG")
    for expected in (3, 4):  # the first one inserts the basket
        with statements(exactly=expected):
            services.add_to_basket(visitor=guest, offer=mug, quantity=1)


@pytest.mark.django_db(transaction=True)
def test_two_additions_of_one_product_add_up(guest: Visitor) -> None:
    add(guest, "TALL-MUG")

    together(*[partial(add, guest, "TALL-MUG")] * 3)

    assert contents(guest) == {"TALL-MUG": 4}


def test_each_change_increases_the_version(guest: Visitor) -> None:
    first = add(guest, "TALL-MUG")
    second = add(guest, "GREEN-TEA")
    third = services.change_quantities(visitor=guest, quantities={"GREEN-TEA": 3})
    unchanged = services.change_quantities(visitor=guest, quantities={"GREEN-TEA": 3})

    assert third is not None
    assert unchanged is not None
    assert first.version < second.version < third.version == unchanged.version


def test_zero_removes_and_missing_products_are_ignored(guest: Visitor) -> None:
    add(guest, "TALL-MUG")
    add(guest, "GREEN-TEA")

    services.change_quantities(visitor=guest, quantities={"TALL-MUG": 0, "TEAPOT": 2})

    assert contents(guest) == {"GREEN-TEA": 1}


def test_nothing_is_changed_without_a_basket(guest: Visitor) -> None:
    assert services.keep_available_items(visitor=guest) is None
    assert services.change_quantities(visitor=guest, quantities={"TALL-MUG": 1}) is None


def test_basket_has_limits(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.services.adding.MAX_PRODUCTS", 1)
    add(guest, "TALL-MUG", 99)

    with pytest.raises(services.BasketFull, match="at most 99 of one product"):
        add(guest, "TALL-MUG")
    with pytest.raises(services.BasketFull, match="1 different products"):
        add(guest, "GREEN-TEA")


def test_addition_after_the_order_starts_a_new_basket(guest: Visitor) -> None:
    ordered = add(guest, "TALL-MUG")
    shop.submit(ordered)

    fresh = add(guest, "GREEN-TEA")

    assert fresh.pk != ordered.pk
    assert contents(guest) == {"GREEN-TEA": 1}


def test_guest_who_signs_in_keeps_the_basket(guest: Visitor, customer: Visitor) -> None:
    basket = add(guest, "TALL-MUG", 2)
    signed_in = Visitor(guest_id=guest.guest_id, customer_id=customer.customer_id)

    kept = services.current_basket(visitor=signed_in)

    assert kept is not None
    assert (kept.pk, kept.version) == (basket.pk, basket.version), "an open checkout stays valid"
    assert contents(customer) == {"TALL-MUG": 2}, "and finds it after the next login"


def test_baskets_of_guest_and_customer_are_merged(guest: Visitor, customer: Visitor) -> None:
    for visitor, basket in (
        (customer, {"TALL-MUG": 2, "TEAPOT": 1}),
        (guest, {"TALL-MUG": 3, "TEAPOT": 1, "GREEN-TEA": 1}),
    ):
        shop.fill_basket(basket, visitor=visitor)
    assert contents(customer) == {"TALL-MUG": 2, "TEAPOT": 1}, "separate before the login"
    signed_in = Visitor(guest_id=guest.guest_id, customer_id=customer.customer_id)

    assert contents(signed_in) == {"TALL-MUG": 3, "TEAPOT": 1, "GREEN-TEA": 1}
    assert contents(customer) == contents(signed_in)
    assert contents(guest) == contents(Visitor()) == {}
    assert Basket.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_login_adopts_while_another_device_starts_a_basket(
    guest: Visitor, customer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(guest, "TALL-MUG")
    signed_in = Visitor(guest_id=guest.guest_id, customer_id=customer.customer_id)
    save = Basket.save

    def save_slowly(basket: Basket, **options: Any) -> None:
        if "update_fields" in options:
            time.sleep(0.3)
        save(basket, **options)

    monkeypatch.setattr(Basket, "save", save_slowly)
    results = together(
        partial(services.current_basket, visitor=signed_in), partial(add, customer, "GREEN-TEA")
    )

    assert all(isinstance(result, Basket) for result in results), results
    assert contents(signed_in) == {"TALL-MUG": 1, "GREEN-TEA": 1}


def test_lines_report_what_is_not_available(guest: Visitor) -> None:
    shop.put_on_shelf("KITE", name="Kite", price="20.00", pieces=2)
    for sku in ("TALL-MUG", "TEAPOT"):
        add(guest, sku)
    basket = add(guest, "KITE", 5)
    withdraw_product(sku="TEAPOT")

    lines = selectors.basket_lines(basket_id=basket.pk)

    assert [(line.problem, line.max_quantity) for line in lines] == [
        ("", 99),
        ("This product is not for sale any more.", 1),
        ("Only 2 left; you wanted 5.", 2),
    ]
    services.keep_available_items(visitor=guest)
    assert contents(guest) == {"KITE": 2, "TALL-MUG": 1}


def test_availability_follows_the_stock(guest: Visitor) -> None:
    shop.put_on_shelf("KITE", name="Kite", price="20.00", pieces=2)
    order = shop.place({"KITE": 2})
    assert add(guest, "KITE").lines.get().problem == "This product is sold out."

    services.cancel_order(order_id=order.pk, reason="customer")

    assert services.current_basket(visitor=guest).lines.get().problem == ""  # type: ignore[union-attr]


def test_abandoned_baskets_are_pruned(guest: Visitor, customer: Visitor) -> None:
    ordered = add(guest, "TALL-MUG")
    shop.submit(ordered)
    abandoned, recent = add(guest, "TALL-MUG"), add(customer, "TALL-MUG")
    old = timezone.now() - timedelta(days=91)
    Basket.objects.filter(pk__in=[ordered.pk, abandoned.pk]).update(changed_at=old)

    services.prune_baskets(now=timezone.now())

    assert set(Basket.objects.values_list("pk", flat=True)) == {ordered.pk, recent.pk}


def test_items_that_the_basket_cannot_hold_are_not_bought_again(guest: Visitor) -> None:
    order = shop.buy({"TALL-MUG": 2, "GREEN-TEA": 1})
    add(guest, "TALL-MUG", 98)
    assert services.buy_again(visitor=guest, order=order) == ["Tall mug"]
    assert contents(guest) == {"TALL-MUG": 98, "GREEN-TEA": 1}
