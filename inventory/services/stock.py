"""Stock: receive, count, reserve, release, sell and restock pieces."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from uuid_utils.compat import uuid7

from events.api import unit_of_work
from inventory.models import Movement, Reorder, Stock
from inventory.services.products import lock_products, publish_product
from inventory.services.stock_events import StockLevel, publish_levels, publish_low
from inventory.signals import StockCause

MAX_QUANTITY = 100_000  # pieces in one delivery or adjustment

# What moving one piece adds to each counter.
_EFFECTS: dict[StockCause, dict[str, int]] = {
    "received": {"received": +1, "available": +1},
    "adjusted": {"received": +1, "available": +1},  # it had been received without being counted
    "reserved": {"available": -1, "reserved": +1},
    "released": {"reserved": -1, "available": +1},
    "sold": {"reserved": -1, "sold": +1},
    "returned": {"sold": -1, "available": +1},
}
_LOSS = {"lost": -1, "available": +1}  # for negative adjustments


class InsufficientStock(Exception):
    """There are fewer pieces than should move; `available` has the number for each such SKU."""

    def __init__(self, available: Mapping[str, int]) -> None:
        listed = ", ".join(f"{sku} ({pieces} available)" for sku, pieces in available.items())
        super().__init__(f"Not enough stock: {listed}.")
        self.available = dict(available)


def receive_stock(
    *, sku: str, quantity: int, note: str = "", submission_id: UUID | None = None
) -> None:
    """Add new pieces and close the product's ordered reorders.

    A repeated `submission_id` adds nothing. Raise ValidationError unless the quantity is
    between 1 and MAX_QUANTITY.
    """
    receive_stocks(quantities={sku: quantity}, note=note, submission_id=submission_id)


def receive_stocks(
    *, quantities: Mapping[str, int], note: str = "", submission_id: UUID | None = None
) -> None:
    """Add new pieces of several products, as `receive_stock` does for one."""
    for quantity in quantities.values():
        check_received(quantity)
    with unit_of_work():
        _move(cause="received", quantities=quantities, event_id=submission_id, note=note)
        ordered = Reorder.objects.filter(product_id__in=quantities).on_order()
        ordered.close(Reorder.Status.RECEIVED)


def check_received(quantity: int) -> None:
    """Raise ValidationError unless the quantity is between 1 and MAX_QUANTITY."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise ValidationError(f"Enter a quantity from 1 to {MAX_QUANTITY:,}.")


def adjust_stock(
    *, sku: str, difference: int, reason: str, submission_id: UUID | None = None
) -> None:
    """Correct the stock after counting: negative for lost pieces, positive for found ones.

    Only available pieces can be lost. A repeated `submission_id` changes nothing. Raise
    InsufficientStock, and ValidationError for a difference of 0 or a missing reason.
    """
    if not 1 <= abs(difference) <= MAX_QUANTITY:
        raise ValidationError(f"Enter a difference of at most {MAX_QUANTITY:,} pieces, except 0.")
    if not reason.strip():
        raise ValidationError("Enter a reason for the ledger.")
    _move(cause="adjusted", quantities={sku: difference}, event_id=submission_id, note=reason)


def set_threshold(*, sku: str, threshold: int) -> Stock:
    """Change the number of pieces at which a product is low. Raise Stock.DoesNotExist.

    Publish `product_changed`, and `stock_low` if that makes the product low.
    """
    with unit_of_work():
        stocks = set_thresholds(thresholds={sku: threshold})
        if not stocks:
            raise Stock.DoesNotExist
    return stocks[0]


def set_thresholds(*, thresholds: Mapping[str, int]) -> Sequence[Stock]:
    """Change the thresholds of products by SKU; each product has its own flow of events."""
    with unit_of_work():
        list(lock_products(thresholds))  # product before stock, as in every service that locks both
        stocks = list(Stock.objects.locked(thresholds))
        was_low = {stock.pk for stock in stocks if stock.available <= stock.threshold}
        for stock in stocks:
            stock.threshold = thresholds[stock.pk]
        for threshold, skus in _grouped(thresholds).items():
            Stock.objects.filter(pk__in=skus).update(threshold=threshold)
        for stock in stocks:
            with unit_of_work(correlation_id=uuid7()):
                publish_product(stock.product)  # its page shows how many pieces are left
                is_low = stock.available <= stock.threshold and stock.product.on_sale
                if is_low and stock.pk not in was_low:
                    publish_low(stock, cause="threshold")
    return stocks


def reserve_stock(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Reserve pieces for an order. Raise InsufficientStock; products not on sale have none."""
    _move(cause="reserved", quantities=quantities, event_id=event_id, order_id=order_id)


def release_stock(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Release the pieces of an order that was not paid. Raise InsufficientStock."""
    _move(cause="released", quantities=quantities, event_id=event_id, order_id=order_id)


def sell_reserved_stock(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Turn the pieces reserved for an order into a sale. Raise InsufficientStock."""
    _move(cause="sold", quantities=quantities, event_id=event_id, order_id=order_id)


def restock(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Make sold pieces available again. Raise InsufficientStock."""
    _move(cause="returned", quantities=quantities, event_id=event_id, order_id=order_id)


def _move(
    *,
    cause: StockCause,
    quantities: Mapping[str, int],
    event_id: UUID | None,
    order_id: UUID | None = None,
    note: str = "",
) -> None:
    """Move pieces of all products or of none, record the movements and publish the new levels.

    Lock the rows in the order of their SKUs, check, write. CHECK constraints are the last
    defence, the unique constraint on movements the last one against a repeated event.
    """
    if not quantities:
        return
    with unit_of_work():
        moved = Movement.objects.filter(event_id=event_id, event_id__isnull=False, cause=cause)
        locked = Stock.objects.locked(quantities)
        stocks = list(locked.exclude(pk__in=moved.values("product")))
        if len(stocks) < len(quantities) and moved.exists():
            return
        before = {stock.pk: stock.available for stock in stocks}
        _apply(cause, stocks, quantities)
        _write(cause, stocks, quantities)
        Movement.objects.bulk_create(
            Movement(
                product=stock.product,
                cause=cause,
                quantity=quantities[stock.pk],
                order_id=order_id,
                event_id=event_id,
                note=note,
            )
            for stock in stocks
        )
        # A sale changes no level that others use: what was reserved was not available.
        changed = [
            StockLevel(stock=stock, available_before=before[stock.pk])
            for stock in stocks
            if stock.available != before[stock.pk]
        ]
        if changed:
            publish_levels(cause, changed)


def _effect(cause: StockCause, quantity: int) -> dict[str, int]:
    per_piece = _LOSS if cause == "adjusted" and quantity < 0 else _EFFECTS[cause]
    return {counter: change * quantity for counter, change in per_piece.items()}


def _write(cause: StockCause, stocks: Sequence[Stock], quantities: Mapping[str, int]) -> None:
    """Change the counters of the locked rows in one UPDATE for each different quantity.

    Most orders have one. A `bulk_update` of all rows takes more than twice the time to build.
    """
    moved = {stock.pk: quantities[stock.pk] for stock in stocks}
    for quantity, skus in _grouped(moved).items():
        changes = {
            counter: F(counter) + change for counter, change in _effect(cause, quantity).items()
        }
        Stock.objects.filter(pk__in=skus).update(**changes)


def _grouped(values: Mapping[str, int]) -> Mapping[int, Sequence[str]]:
    """Return the SKUs by their value."""
    groups: dict[int, list[str]] = {}
    for sku, value in values.items():
        groups.setdefault(value, []).append(sku)
    return groups


def _apply(cause: StockCause, stocks: Sequence[Stock], quantities: Mapping[str, int]) -> None:
    """Change the counters of the rows. Raise InsufficientStock with every product concerned."""
    insufficient = dict.fromkeys(quantities.keys() - {stock.pk for stock in stocks}, 0)
    for stock in stocks:
        if cause == "reserved" and not stock.product.on_sale:
            insufficient[stock.pk] = 0
        for counter, change in _effect(cause, quantities[stock.pk]).items():
            there = getattr(stock, counter)
            if there + change < 0:
                insufficient.setdefault(stock.pk, there)
            setattr(stock, counter, there + change)
    if insufficient:
        raise InsufficientStock(dict(sorted(insufficient.items())))
