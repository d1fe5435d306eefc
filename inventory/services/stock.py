"""What happens to the stock: goods arrive, are counted, ordered, sold and come back."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError

from inventory.services.booking import book

MOST_PIECES = 100_000  # at once


def receive_stock(*, sku: str, quantity: int, note: str = "") -> None:
    """Put so many new pieces on the shelf. Raises ValidationError unless 1 to MOST_PIECES."""
    if not 1 <= quantity <= MOST_PIECES:
        raise ValidationError(f"Give a number of pieces from 1 to {MOST_PIECES:,}.")
    book(cause="received", quantities={sku: quantity}, note=note)


def adjust_stock(*, sku: str, difference: int, reason: str) -> None:
    """Correct the stock after counting: below 0 what was lost, above what was found.

    Only available pieces can be lost, reserved ones are promised. Raises TooFewPieces, and
    ValidationError for a difference of 0 or beyond MOST_PIECES, or without a reason.
    """
    if not 1 <= abs(difference) <= MOST_PIECES:
        raise ValidationError(
            f"Give a difference of 1 to {MOST_PIECES:,}, with a minus for a loss."
        )
    if not reason.strip():
        raise ValidationError("Say why: the ledger keeps it.")
    book(cause="adjusted", quantities={sku: difference}, note=reason)


def reserve(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Promise pieces to an order. Raises TooFewPieces; what is not on sale has none."""
    book(cause="reserved", quantities=quantities, event_id=event_id, order_id=order_id)


def release(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Take back the promise to an order that was never paid. Raises TooFewPieces."""
    book(cause="released", quantities=quantities, event_id=event_id, order_id=order_id)


def sell(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Turn what is reserved for an order into a sale. Raises TooFewPieces."""
    book(cause="sold", quantities=quantities, event_id=event_id, order_id=order_id)


def take_back(*, order_id: UUID, quantities: Mapping[str, int], event_id: UUID) -> None:
    """Put sold pieces back on the shelf. Raises TooFewPieces."""
    book(cause="returned", quantities=quantities, event_id=event_id, order_id=order_id)
