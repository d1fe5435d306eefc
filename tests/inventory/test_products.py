"""The goods: added, changed, withdrawn, put back, and announced each time."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from inventory import services
from inventory.models import Category, Product, Stock
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.inventory.shelves import announced

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug() -> str:
    ProductFactory.create(sku="TALL-MUG", name="Tall mug", price=Decimal("12.50"), emoji="☕")
    return "TALL-MUG"


def test_a_new_product_is_announced(mug: str) -> None:
    assert announced("product_changed") == [
        {
            "sku": "TALL-MUG",
            "slug": "tall-mug",
            "name": "Tall mug",
            "emoji": "☕",
            "price": "12.50",
            "on_sale": True,
        }
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": "tall mug"},
        {"sku": "-MUG"},
        {"slug": "tall mug"},
        {"name": ""},
        {"price": Decimal("-1.00")},
        {"price": Decimal("1.005")},
        {"price": Decimal("1E9")},
        {"slug": "teapot"},
    ],
    ids=str,
)
def test_a_product_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    ProductFactory.create(sku="TEAPOT")

    with pytest.raises(ValidationError):
        ProductFactory.create(**{"sku": "TALL-MUG", **wrong})

    assert Product.objects.count() == Stock.objects.count() == 1


def test_the_database_refuses_a_price_below_nothing(mug: str) -> None:
    with pytest.raises(IntegrityError, match="inventory_price_not_negative"):
        Product.objects.filter(pk=mug).update(price=-1)


def test_a_change_is_announced_with_all_that_others_know(mug: str) -> None:
    services.change_product(sku=mug, name="Very tall mug", price=Decimal("14.00"))

    said = announced("product_changed")[-1]
    assert (said["name"], said["price"], said["emoji"]) == ("Very tall mug", "14.00", "☕")
    assert Product.objects.get(pk=mug).name == "Very tall mug"


def test_a_change_that_makes_no_sense_is_refused(mug: str) -> None:
    with pytest.raises(ValidationError):
        services.change_product(sku=mug, price=Decimal("-1.00"))

    assert len(announced("product_changed")) == 1


def test_what_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(Product.DoesNotExist):
        services.change_product(sku="NO-SUCH-MUG", name="Mug")


def test_a_threshold_is_part_of_what_the_page_says(mug: str) -> None:
    services.set_threshold(sku=mug, threshold=20)

    assert Stock.objects.get(pk=mug).threshold == 20
    assert len(announced("product_changed")) == 2


def test_withdrawing_is_announced_once(mug: str) -> None:
    services.withdraw_product(sku=mug)
    services.withdraw_product(sku=mug)

    assert [said["on_sale"] for said in announced("product_changed")] == [True, False]


def test_what_is_put_back_on_sale_can_be_had_again(mug: str) -> None:
    services.withdraw_product(sku=mug)
    services.put_back_on_sale(sku=mug)
    services.put_back_on_sale(sku=mug)

    assert [said["on_sale"] for said in announced("product_changed")] == [True, False, True]
    assert announced("stock_replenished")[1:] == [
        {"sku": mug, "slug": "tall-mug", "name": "Tall mug", "available": 10}
    ]


def test_what_is_put_back_without_a_piece_is_still_sold_out() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=0, on_sale=False)

    services.put_back_on_sale(sku="TALL-MUG")

    assert announced("stock_replenished") == []


def test_every_product_can_be_announced_again(mug: str, capsys: pytest.CaptureFixture[str]) -> None:
    ProductFactory.create(sku="DISCO-BALL", on_sale=False)
    before = len(announced("product_changed"))

    call_command("publish_products")

    again = announced("product_changed")[before:]
    assert [(said["sku"], said["on_sale"]) for said in again] == [
        ("DISCO-BALL", False),
        ("TALL-MUG", True),
    ]
    assert capsys.readouterr().out == "2 products announced.\n"


@pytest.mark.parametrize("hue", [-30, 45, 360])
def test_a_shelf_has_one_of_the_twelve_tints(hue: int) -> None:
    with pytest.raises(ValidationError):
        services.save_category(category=Category(name="Kitchen", slug="kitchen", hue=hue))


def test_the_words_for_the_admin(mug: str) -> None:
    assert str(Product.objects.get(pk=mug)) == "Tall mug"
    assert str(CategoryFactory.create(name="Garden")) == "Garden"
