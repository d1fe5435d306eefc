"""Products: added, changed, withdrawn, put on sale, and published each time."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from inventory import services
from inventory.models import Category, Product, Stock
from tests.inventory.factories import ProductFactory
from tests.inventory.orders import published

pytestmark = pytest.mark.django_db


def test_new_product_is_published(mug: str) -> None:
    assert published("product_changed") == [
        {
            "sku": "TALL-MUG",
            "slug": "tall-mug",
            "name": "Tall mug",
            "emoji": "☕",
            "price": "12.50",
            "on_sale": True,
            "photo": "",
        }
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"sku": "tall mug"},
        {"sku": "-MUG"},
        {"sku": "MUG\n"},
        {"slug": "tall mug"},
        {"name": ""},
        {"name": "Tall\nmug"},
        {"name": "Tall\x1b[31mmug"},
        {"name": "Tall\u2028mug"},
        {"name": "\u202egum llaT"},
        {"name": "\u200b\u200b"},
        {"emoji": "☕\n"},
        {"price": Decimal("-1.00")},
        {"price": Decimal("1.005")},
        {"price": Decimal("1E9")},
        {"price": Decimal("NaN")},
        {"old_price": Decimal("12.50")},
        {"status": "sold"},
        {"slug": "teapot"},
    ],
    ids=ascii,
)
def test_invalid_product_is_not_added(fields: dict[str, object]) -> None:
    ProductFactory.create(sku="TEAPOT")

    with pytest.raises(ValidationError):
        ProductFactory.create(**{"sku": "TALL-MUG", **fields})

    assert Product.objects.count() == Stock.objects.count() == 1


@pytest.mark.parametrize("name", ["Ölkanne № 3", "茶壺", "Mug 👩‍🍳", "Tasse d'été"])
def test_names_can_have_letters_of_any_script(name: str) -> None:
    assert ProductFactory.create(name=name).name == name


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"price": -1}, "inventory_price_not_negative"),
        ({"old_price": 12}, "inventory_old_price_is_higher"),
    ],
)
def test_database_rejects_invalid_prices(mug: str, change: dict[str, int], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Product.objects.filter(pk=mug).update(**change)


def test_change_publishes_all_values(mug: str) -> None:
    services.change_product(sku=mug, name="Very tall mug", price=Decimal("14.00"))

    event = published("product_changed")[-1]
    assert (event["name"], event["price"], event["emoji"]) == ("Very tall mug", "14.00", "☕")
    assert Product.objects.get(pk=mug).name == "Very tall mug"


def test_invalid_change_is_rejected(mug: str) -> None:
    with pytest.raises(ValidationError):
        services.change_product(sku=mug, price=Decimal("-1.00"))

    assert len(published("product_changed")) == 1


def test_new_threshold_publishes_the_product(mug: str) -> None:
    services.set_threshold(sku=mug, threshold=20)

    assert Stock.objects.get(pk=mug).threshold == 20
    assert len(published("product_changed")) == 2


def test_withdrawal_and_return_are_published_once_each(mug: str) -> None:
    for _ in range(2):
        services.withdraw_product(sku=mug)
    for _ in range(2):
        services.put_on_sale(sku=mug)

    assert [event["on_sale"] for event in published("product_changed")] == [True, False, True]
    assert published("stock_replenished")[1:] == [
        {"sku": mug, "slug": "tall-mug", "name": "Tall mug", "available": 10}
    ]


def test_product_put_on_sale_without_stock_is_not_replenished() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=0, on_sale=False)

    services.put_on_sale(sku="TALL-MUG")

    assert published("stock_replenished") == []


@pytest.mark.parametrize("status", ["draft", "coming_soon"])
def test_unreleased_product_is_not_on_sale_for_other_apps(status: str) -> None:
    ProductFactory.create(sku="TALL-MUG", status=status)

    assert published("product_changed")[0]["on_sale"] is False
    assert published("stock_replenished") == []


def test_publish_products_publishes_every_product(
    mug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ProductFactory.create(sku="DISCO-BALL", on_sale=False)
    before = len(published("product_changed"))

    call_command("publish_products")

    again = published("product_changed")[before:]
    assert [(event["sku"], event["on_sale"]) for event in again] == [
        ("DISCO-BALL", False),
        ("TALL-MUG", True),
    ]
    assert capsys.readouterr().out == "2 products published.\n"


@pytest.mark.parametrize("hue", [-30, 45, 360])
def test_category_has_one_of_twelve_hues(hue: int) -> None:
    with pytest.raises(ValidationError):
        services.save_category(category=Category(name="Kitchen", slug="kitchen", hue=hue))
