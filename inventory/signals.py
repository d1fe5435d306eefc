"""The events that inventory publishes and the questions that it asks."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from events.api import EventSignal, Question
from storefront.panels import Panel

type StockCause = Literal["received", "adjusted", "reserved", "released", "sold", "returned"]
type LowCause = StockCause | Literal["threshold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPagePanels:
    """Collect the panels for the page of a product.

    Asked: on every request; the answers are not cached.
    `available` can be a minute old. `viewer_id` is the signed-in user's id.
    """

    sku: str
    name: str
    available: int
    on_sale: bool
    viewer_id: int | None


product_page_panels = Question(ProductPagePanels, Panel)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel:
    """How many pieces of a product can be ordered now; 0 for a product that is not on sale."""

    sku: str
    slug: str
    name: str
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableStock:
    """Return the stock level of a product, or nothing for an unknown product.

    Asked: by a worker, after a customer has requested a back-in-stock alert, and before it
    notifies the customers who wait for the product.
    """

    sku: str


available_stock = Question(AvailableStock, StockLevel)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged:
    """A product was added or changed.

    Published: in the transaction that writes the product: when it is added, when any of its
    fields, its status or its threshold changes; and by `publish_products` for every product.
    Not published: when only its stock changes (`stock_changed`).
    May be refused by: no receiver.
    `price` includes VAT and is in the shop's currency. `photo` is the path of the photo's URL,
    or empty. `on_sale` is false for drafts, announced and withdrawn products.
    """

    sku: str
    slug: str
    name: str
    emoji: str
    price: Decimal
    on_sale: bool
    photo: str = ""


product_changed = EventSignal(ProductChanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChange:
    """One product's stock after a change; `cause` is never `sold`.

    `available` can be ordered, `reserved` belongs to orders that are not paid yet. `scarce`
    means that the product is, or was until now, at or below its threshold, where the shop shows
    how many pieces are left.
    """

    sku: str
    slug: str
    available: int
    reserved: int
    cause: StockCause
    scarce: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChanged:
    """The available stock of one or more products changed.

    Published: in the transaction that moves the pieces, after the movements are written.
    Not published: when reserved pieces are sold, which changes nothing that can be ordered; for a
    repeated event, whose pieces have already moved.
    May be refused by: no receiver.
    """

    changes: tuple[StockChange, ...]


stock_changed = EventSignal(StockChanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLow:
    """A product on sale reached its threshold.

    Published: in the transaction that lowers the stock or raises the threshold, also when no
    piece is left; `stock_depleted` follows then.
    Not published: while the product stays low, or when a low product is put on sale.
    May be refused by: no receiver.
    `cause` is `reserved` for an order, `adjusted` for a count, `threshold` for a raised
    threshold.
    """

    sku: str
    name: str
    available: int
    threshold: int
    cause: LowCause = "reserved"


stock_low = EventSignal(StockLow)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDepleted:
    """The last available piece of a product was reserved or written off.

    Published: in the transaction that takes it, after `stock_low` if the product was not low.
    Not published: when a product is withdrawn.
    May be refused by: no receiver.
    `cause` is `reserved` for an order and `adjusted` for a count.
    """

    sku: str
    name: str
    cause: StockCause = "reserved"


stock_depleted = EventSignal(StockDepleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReplenished:
    """A product that was sold out can be ordered again.

    Published: in the transaction that raises the available stock of a product on sale from
    zero, and when a product that has stock is put on sale.
    Not published: when more pieces arrive of a product that is in stock.
    May be refused by: no receiver.
    """

    sku: str
    slug: str
    name: str
    available: int


stock_replenished = EventSignal(StockReplenished)
