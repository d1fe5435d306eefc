"""One product's pieces from counter to counter, in one conditional UPDATE."""

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

# When PostgreSQL had to wait for another buyer of the row, it asks the conditions again, as
# long as they are about that row: behind a join, which Django writes as `WHERE sku IN (SELECT
# …)`, the shop would oversell. Through the ORM the EXISTS alone cost ten times the processor.
_MOVE = """
    UPDATE inventory_stock SET
        available = available + %(available)s,
        reserved = reserved + %(reserved)s,
        sold = sold + %(sold)s,
        received = received + %(received)s,
        lost = lost + %(lost)s
    WHERE sku = %(sku)s
        AND available + %(available)s >= 0
        AND reserved + %(reserved)s >= 0
        AND sold + %(sold)s >= 0
        AND (%(cause)s <> 'reserved' OR EXISTS (
            SELECT 1 FROM inventory_product p WHERE p.sku = inventory_stock.sku AND p.on_sale))
        AND NOT EXISTS (
            SELECT 1 FROM inventory_movement m
            WHERE m.event_id = %(event_id)s AND m.cause = %(cause)s AND m.sku = inventory_stock.sku)
    RETURNING available, reserved, threshold,
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


def move(*, cause: StockCause, sku: str, quantity: int, event_id: UUID | None) -> Moved | None:
    """The stock after the move.

    None, and nothing moved, where there are too few pieces in the counter that they come
    from, where what is ordered is not on sale, and where this event has moved them before.
    """
    effect = effect_of(cause, quantity)
    id_field = Movement._meta.get_field("event_id")
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                **effect,
                "sku": sku,
                "cause": cause,
                "event_id": id_field.get_db_prep_value(event_id, connection),
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    available, reserved, threshold, name, slug, on_sale = row
    return Moved(
        sku=sku,
        available=available,
        reserved=reserved,
        threshold=threshold,
        name=name,
        slug=slug,
        on_sale=bool(on_sale),  # SQLite says 1
        gained=effect["available"],
    )
