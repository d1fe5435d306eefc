"""How an amount of money is written for people."""

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings

CENT = Decimal("0.01")
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def format_money(amount: Decimal | int) -> str:
    """`Decimal("1042.9")` as "1,042.90 €": two places, half up, in the shop's currency.

    A currency without a symbol here is shown by its code. The amount and its symbol never
    part at the end of a line.
    """
    cents = Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)
    sign = MINUS if cents < 0 else ""
    symbol = SYMBOLS.get(settings.CURRENCY, settings.CURRENCY)
    return f"{sign}{abs(cents):,.2f}{NO_BREAK_SPACE}{symbol}"
