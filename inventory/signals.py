"""What inventory announces and asks."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from events.api import EventSignal, Question
from storefront.panels import Panel

type StockCause = Literal["received", "adjusted", "reserved", "released", "sold", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPageShown:
    """A product's page is being shown: who has something to add?

    Asked: each time; the answers are never part of what is cached.
    `available` is what the page was made of: of 99 pieces or more the number may be a minute old,
    since the page says the same of each.
    """

    sku: str
    name: str
    available: int
    on_sale: bool
    viewer_id: int | None


product_page_shown = Question(ProductPageShown, Panel)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged:
    """What others may know of a product is new or different.

    Published: in the transaction that writes the product: when it is added, when staff change
    anything of it (its threshold and its photo, too), when it is withdrawn or put back on sale;
    and by `publish_products` for every product.
    Not published: when only its stock changes (`stock_changed`).
    May be refused by: nobody.
    `price` includes VAT and is in the shop's currency.
    """

    sku: str
    slug: str
    name: str
    emoji: str
    price: Decimal
    on_sale: bool


product_changed = EventSignal(ProductChanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChange:
    """One product's stock after an operation; `available` can be sold, `reserved` is promised.

    `scarce`: it is, or was until now, at its threshold or below, where the shop says how few
    are left, or that it is sold out.
    """

    sku: str
    slug: str
    available: int
    reserved: int
    cause: StockCause
    scarce: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChanged:
    """The stock of one or more products has changed.

    Published: in the transaction that moves the pieces, after its movements are written.
    Not published: for an event that is heard again, whose pieces have moved already.
    May be refused by: nobody.
    """

    changes: tuple[StockChange, ...]


stock_changed = EventSignal(StockChanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLow:
    """A product's available stock has just fallen to its threshold or below.

    Published: on the way down only, in the transaction that takes the stock; also when that
    leaves none: `available` is 0 then, and `stock_depleted` follows.
    Not published: while it stays low, be it down to the last piece.
    May be refused by: nobody.
    """

    sku: str
    name: str
    available: int
    threshold: int


stock_low = EventSignal(StockLow)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDepleted:
    """The last available piece of a product has been taken.

    Published: in the transaction that takes it; after `stock_low`, if the product was not low.
    Not published: when a product is withdrawn, however many there are.
    May be refused by: nobody.
    """

    sku: str
    name: str


stock_depleted = EventSignal(StockDepleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReplenished:
    """A product that was sold out can be had again.

    Published: in the transaction that brings its available stock from none to some, while
    it is on sale; also when a sold-out product that has stock is put back on sale.
    Not published: for more of what could be had already.
    May be refused by: nobody.
    """

    sku: str
    slug: str
    name: str
    available: int


stock_replenished = EventSignal(StockReplenished)
