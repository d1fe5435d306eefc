"""Pieces from counter to counter, in one conditional UPDATE."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from inventory.models import Movement
from inventory.models.stock import COUNTERS
from inventory.signals import StockCause

# What one piece does to the counters.
EFFECTS: dict[StockCause, dict[str, int]] = {
    "received": {"received": +1, "available": +1},
    "adjusted": {"received": +1, "available": +1},  # it had come, and nobody had counted it
    "reserved": {"available": -1, "reserved": +1},
    "released": {"reserved": -1, "available": +1},
    "sold": {"reserved": -1, "sold": +1},
    "returned": {"sold": -1, "available": +1},
}
LOSS = {"lost": -1, "available": +1}  # for adjustments below 0

# All rows at once, however many: taken first, in the order of their skus, then changed. Two
# bookings of the same products wait for each other in turn, never in a circle.
# When PostgreSQL had to wait for another buyer of a row, it asks the conditions again, as long
# as they are about that row: behind a join, which Django writes as `WHERE sku IN (SELECT …)`,
# the shop would oversell. Through the ORM the EXISTS alone cost ten times the processor.
_MOVE = """
    WITH moves (sku, available, reserved, sold, received, lost) AS (VALUES {moves}),
    taken AS (
        SELECT stock.sku FROM inventory_stock stock JOIN moves ON moves.sku = stock.sku
        ORDER BY stock.sku {lock}
    )
    UPDATE inventory_stock SET
        available = inventory_stock.available + moves.available,
        reserved = inventory_stock.reserved + moves.reserved,
        sold = inventory_stock.sold + moves.sold,
        received = inventory_stock.received + moves.received,
        lost = inventory_stock.lost + moves.lost
    FROM moves JOIN taken ON taken.sku = moves.sku
    WHERE inventory_stock.sku = moves.sku
        AND inventory_stock.available + moves.available >= 0
        AND inventory_stock.reserved + moves.reserved >= 0
        AND inventory_stock.sold + moves.sold >= 0
        AND (%s <> 'reserved' OR EXISTS (
            SELECT 1 FROM inventory_product p WHERE p.sku = inventory_stock.sku AND p.on_sale))
        AND NOT EXISTS (
            SELECT 1 FROM inventory_movement m
            WHERE m.event_id = %s AND m.cause = %s AND m.sku = inventory_stock.sku)
    RETURNING inventory_stock.sku, inventory_stock.available, inventory_stock.reserved, threshold,
        (SELECT p.name FROM inventory_product p WHERE p.sku = inventory_stock.sku),
        (SELECT p.slug FROM inventory_product p WHERE p.sku = inventory_stock.sku),
        (SELECT p.on_sale FROM inventory_product p WHERE p.sku = inventory_stock.sku)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A product and its stock after a move; `gained` is what that added to `available`."""

    sku: str
    available: int
    reserved: int
    threshold: int
    name: str
    slug: str
    on_sale: bool
    gained: int

    @property
    def before(self) -> int:
        """What was available until now."""
        return self.available - self.gained


def effect_of(cause: StockCause, quantity: int) -> dict[str, int]:
    """What moving so many pieces adds to each counter."""
    per_piece = LOSS if cause == "adjusted" and quantity < 0 else EFFECTS[cause]
    return {counter: per_piece.get(counter, 0) * quantity for counter in COUNTERS}


def move(
    *, cause: StockCause, quantities: Mapping[str, int], event_id: UUID | None
) -> dict[str, Moved]:
    """Move so many pieces of each sku, in one statement; the stocks after it, by sku, sorted.

    Those are missing, and have not moved, of which too few pieces are in the counter that they
    come from, that are ordered and not on sale, and that this event has moved before.
    """
    effects = {sku: effect_of(cause, quantity) for sku, quantity in quantities.items()}
    lock = "FOR NO KEY UPDATE OF stock" if connection.features.has_select_for_update else ""
    one = f"(%s{', %s' * len(COUNTERS)})"
    moves: list[str | int] = []
    for sku, effect in effects.items():
        moves += [sku, *effect.values()]
    event = Movement._meta.get_field("event_id").get_db_prep_value(event_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE.format(moves=", ".join([one] * len(effects)), lock=lock),
            [*moves, cause, event, cause],
        )
        rows = cursor.fetchall()
    return {
        sku: Moved(
            sku=sku,
            available=available,
            reserved=reserved,
            threshold=threshold,
            name=name,
            slug=slug,
            on_sale=bool(on_sale),  # SQLite says 1
            gained=effects[sku]["available"],
        )
        for sku, available, reserved, threshold, name, slug, on_sale in sorted(rows)
    }
