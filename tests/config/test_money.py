"""How prices are written."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from pytest_django import Settings

from config.money import format_money


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("42.9"), "42.90 €"),
        (Decimal("0"), "0.00 €"),
        (Decimal("1042.5"), "1,042.50 €"),
        (Decimal("0.005"), "0.01 €"),
        (Decimal("-9.94"), "\N{MINUS SIGN}9.94 €"),
        (Decimal("-0.001"), "0.00 €"),
        (7, "7.00 €"),
    ],
)
def test_an_amount_has_two_places_and_its_currency(amount: Decimal | int, written: str) -> None:
    assert format_money(amount) == written.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_currency_without_a_symbol_is_shown_by_its_code(settings: Settings) -> None:
    settings.CURRENCY = "CHF"
    assert format_money(Decimal("5")) == "5.00\N{NO-BREAK SPACE}CHF"


def test_templates_write_money_the_same_way() -> None:
    page = Template("{% load shop %}{{ total|money }}")
    assert page.render(Context({"total": Decimal("42.9")})) == "42.90\N{NO-BREAK SPACE}€"
