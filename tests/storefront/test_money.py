"""Money: rounding and format."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from pytest_django import Settings

from storefront.money import format_money, to_cents


@pytest.mark.parametrize(
    ("amount", "formatted"),
    [
        (Decimal("42.9"), "€42.90"),
        (Decimal("0"), "€0.00"),
        (Decimal("1042.5"), "€1,042.50"),
        (Decimal("0.005"), "€0.01"),
        (Decimal("-9.94"), "\N{MINUS SIGN}€9.94"),
        (Decimal("-0.001"), "€0.00"),
        (7, "€7.00"),
    ],
)
def test_english_amounts_start_with_the_symbol(amount: Decimal | int, formatted: str) -> None:
    assert format_money(amount) == formatted


@pytest.mark.parametrize(
    ("currency", "english", "german"),
    [
        ("EUR", "€1,042.90", "1.042,90 €"),
        ("GBP", "£1,042.90", "1.042,90 £"),
        ("CHF", "CHF 1,042.90", "1.042,90 CHF"),
    ],
)
def test_format_follows_currency_and_language(
    settings: Settings, currency: str, english: str, german: str
) -> None:
    settings.CURRENCY = currency
    assert format_money(Decimal("1042.9")) == english.replace(" ", "\N{NO-BREAK SPACE}")
    settings.LANGUAGE_CODE = "de"
    assert format_money(Decimal("1042.9")) == german.replace(" ", "\N{NO-BREAK SPACE}")


def test_cents_are_rounded_half_up() -> None:
    assert to_cents(Decimal("2.345")) == Decimal("2.35")


def test_template_filter_formats_money() -> None:
    page = Template("{% load shop %}{{ total|money }}")
    assert page.render(Context({"total": Decimal("42.9")})) == "€42.90"
