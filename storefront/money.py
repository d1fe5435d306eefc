"""Amounts of money: two decimal places, rounded half up, formatted for the page's language."""

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language

CENT = Decimal("0.01")
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def to_cents(amount: Decimal) -> Decimal:
    """Round an amount to whole cents, half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def format_money(amount: Decimal | int) -> str:
    """Format an amount in the shop's currency for the current language.

    English pages show "€1,042.90", German pages "1.042,90 €". A currency without a symbol is
    shown by its code, separated by a space. The parts never break at the end of a line.
    """
    cents = to_cents(Decimal(amount))
    sign = MINUS if cents < 0 else ""
    digits = number_format(abs(cents), decimal_pos=2, use_l10n=True, force_grouping=True)
    symbol = SYMBOLS.get(settings.CURRENCY, settings.CURRENCY)
    if not (get_language() or "en").startswith("en"):
        return f"{sign}{digits}{NO_BREAK_SPACE}{symbol}"
    gap = NO_BREAK_SPACE if symbol.isalpha() else ""
    return f"{sign}{symbol}{gap}{digits}"
