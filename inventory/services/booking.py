"""Moving pieces of one or more products: all or none, in the ledger, and announced."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from events.api import unit_of_work
from events.rows import insert
from inventory.models import Movement, Stock
from inventory.services.announcing import announce
from inventory.services.moving import effect_of, move
from inventory.signals import StockCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A product of which fewer pieces are there than wanted; none of what is not on sale."""

    sku: str
    wanted: int
    there: int


class TooFewPieces(Exception):
    """Pieces should move that are not where they come from; `shortages` has every such sku."""

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        super().__init__(
            "; ".join(
                f"{short.sku}: {short.wanted} wanted, {short.there} there" for short in shortages
            )
        )
        self.shortages = shortages


def book(
    *,
    cause: StockCause,
    quantities: Mapping[str, int],
    event_id: UUID | None = None,
    order_id: UUID | None = None,
    note: str = "",
) -> None:
    """Move so many pieces of each sku; what an event has moved is not moved again.

    Publishes `stock_changed`, and for each product that has become low, sold out or to be had
    again, that. As many statements for many products as for one. Raises TooFewPieces, after
    which nothing of the operation remains.
    """
    if not quantities:
        return
    with unit_of_work():
        moved = move(cause=cause, quantities=quantities, event_id=event_id)
        if not moved and _is_repeated(cause, event_id):
            return
        if len(moved) < len(quantities):
            raise _too_few(cause, {sku: quantities[sku] for sku in quantities.keys() - moved})
        insert(
            *(
                Movement(
                    product_id=sku,
                    cause=cause,
                    quantity=quantities[sku],
                    order_id=order_id,
                    event_id=event_id,
                    note=note,
                )
                for sku in moved
            )
        )
        announce(cause, list(moved.values()))


def _is_repeated(cause: StockCause, event_id: UUID | None) -> bool:
    if event_id is None:
        return False
    return Movement.objects.filter(event_id=event_id, cause=cause).exists()


def _too_few(cause: StockCause, short: Mapping[str, int]) -> TooFewPieces:
    stocks = Stock.objects.select_related("product").in_bulk(list(short))
    shortages = []
    for sku, quantity in sorted(short.items()):
        stock = stocks.get(sku)
        source = min(effect := effect_of(cause, quantity), key=effect.__getitem__)
        sellable = stock is not None and (stock.product.on_sale or cause != "reserved")
        there = getattr(stock, source) if sellable else 0
        shortages.append(Shortage(sku=sku, wanted=abs(quantity), there=there))
    return TooFewPieces(tuple(shortages))
