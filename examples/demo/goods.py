"""The goods of the demo shop, read from `goods.toml` beside this file."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

# Sold out from the first day, and asked for.
SOLD_OUT = "OLD-KEY"
# No longer sold; its page says so.
WITHDRAWN = "DISCO-BALL"
# At this many pieces or fewer a product is nearly gone.
THRESHOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One product; the price includes VAT, in the shop's currency."""

    sku: str
    emoji: str
    name: str
    price: Decimal
    pieces: int
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A category with its goods; `hue` tints its tiles, in degrees of oklch."""

    slug: str
    name: str
    hue: int
    goods: tuple[Goods, ...]


def shelves() -> tuple[Shelf, ...]:
    """Every category in the order of the file."""
    path = Path(__file__).with_name("goods.toml")
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Shelf(
            slug=shelf["slug"],
            name=shelf["name"],
            hue=shelf["hue"],
            goods=tuple(
                Goods(**{**goods, "price": Decimal(goods["price"])}) for goods in shelf["goods"]
            ),
        )
        for shelf in read["shelf"]
    )
