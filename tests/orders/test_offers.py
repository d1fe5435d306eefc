"""The copy of the catalogue: kept by what inventory announces, and checked against it."""

from decimal import Decimal

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import connection

from inventory.services import change_product, put_on_sale, withdraw_product
from orders.models import Offer
from tests.orders import shop

pytestmark = pytest.mark.usefixtures("goods")


def test_a_new_product_is_an_offer() -> None:
    shop.put_on_shelf("SAMOVAR", name="Samovar", price="240.00")

    offer = Offer.objects.get(pk="SAMOVAR")
    assert (str(offer), offer.slug, offer.price) == ("Samovar", "samovar", Decimal("240.00"))
    assert offer.on_sale


def test_a_changed_product_changes_its_offer() -> None:
    change_product(sku="TALL-MUG", name="Very tall mug", price=Decimal("13.00"))
    withdraw_product(sku="TALL-MUG")

    offer = Offer.objects.get(pk="TALL-MUG")
    assert (offer.name, offer.price, offer.on_sale) == ("Very tall mug", Decimal("13.00"), False)

    put_on_sale(sku="TALL-MUG")
    assert Offer.objects.get(pk="TALL-MUG").on_sale


def _drift() -> list[str]:
    return [
        str(found.msg)
        for found in run_checks(tags=[Tags.database], databases=[connection.alias])
        if found.id == "orders.W001"
    ]


def test_offers_that_agree_with_the_catalogue_are_no_news() -> None:
    change_product(sku="TALL-MUG", price=Decimal("13.00"))

    assert _drift() == []


def test_offers_that_drifted_are_reported_and_can_be_rebuilt() -> None:
    Offer.objects.filter(pk="TALL-MUG").update(price=Decimal("1.00"))
    Offer.objects.filter(pk="TEAPOT").delete()

    assert _drift() == ["Offers that differ from the catalogue (2): TALL-MUG, TEAPOT."]

    call_command("publish_products")
    assert _drift() == []
    assert Offer.objects.get(pk="TALL-MUG").price == Decimal("12.00")


def test_a_long_list_of_drifted_offers_is_cut_short() -> None:
    for number in range(6):
        shop.put_on_shelf(f"CUP-{number}", name="Cup", price="3.00")
    Offer.objects.update(on_sale=False)

    assert _drift() == [
        "Offers that differ from the catalogue (9): CUP-0, CUP-1, CUP-2, CUP-3, CUP-4 …."
    ]


def test_without_a_database_to_look_at_nothing_is_said() -> None:
    Offer.objects.all().delete()

    assert [found for found in run_checks() if found.id == "orders.W001"] == []


def test_before_the_first_migration_there_is_nothing_to_compare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Offer.objects.all().delete()
    monkeypatch.setattr(connection.introspection, "table_names", list)

    assert _drift() == []
