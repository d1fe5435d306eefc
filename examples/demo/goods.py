"""The products of the demo shop, read from `goods.toml` in this directory."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

# Sold out, so that customers can request an alert.
SOLD_OUT = "OLD-KEY"
# Withdrawn from sale.
WITHDRAWN = "DISCO-BALL"
# Announced and not on sale yet.
COMING_SOON = "MAGNIFIER"
PHOTOS = Path(__file__).with_name("photos")
# At this number of pieces or fewer a product is low.
THRESHOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product; the price includes VAT and is in the shop's currency."""

    sku: str
    emoji: str
    name: str
    price: Decimal
    pieces: int
    description: str
    old_price: Decimal | None = None

    @property
    def photo(self) -> Path | None:
        """Return the picture that `scripts/pictures` rendered, if there is one."""
        path = PHOTOS / f"{self.sku}.jpg"
        return path if path.exists() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A category with its goods; `hue` tints its tiles, in degrees of oklch."""

    slug: str
    name: str
    hue: int
    goods: tuple[Goods, ...]


def shelves() -> tuple[Shelf, ...]:
    """Return the categories in the order of the file."""
    path = Path(__file__).with_name("goods.toml")
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Shelf(
            slug=shelf["slug"],
            name=shelf["name"],
            hue=shelf["hue"],
            goods=tuple(_goods(goods) for goods in shelf["goods"]),
        )
        for shelf in read["shelf"]
    )


def _goods(row: dict[str, Any]) -> Goods:
    prices: dict[str, Any] = {
        name: Decimal(row[name]) for name in ("price", "old_price") if name in row
    }
    return Goods(**{**row, **prices})
