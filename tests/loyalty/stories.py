"""What orders announces of Ada's order of a telescope, and ways to hear it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from events import EventMetadata, EventSignal, unit_of_work
from events.identifiers import uuid7
from events.models import Delivery, StoredEvent
from events.testing import deliver_all
from loyalty.models import Account, Entry, Kind
from orders.signals import (
    Adjustment,
    OrderCancelled,
    OrderCompleted,
    OrderPlaced,
    OrderRefunded,
)

ORDER = UUID("01890000-0000-7000-8000-0000000e1e5c")
ADA: dict[str, Any] = {"email": "ada@example.com", "name": "Ada Lovelace"}


def redemption(points: int, amount: str | None = None) -> Adjustment:
    """Redeemed points, at their price if nothing else is said."""
    return Adjustment(
        code=f"redeem-{points}",
        label=f"{points} of your points",
        amount=Decimal(amount) if amount else Decimal(-points) / 100,
        stage="redemption",
        optional=True,
    )


def placed(customer_id: int | None, *adjustments: Adjustment) -> OrderPlaced:
    return OrderPlaced(
        **_order(customer_id), lines=(), adjustments=adjustments, total_due=Decimal("129.00")
    )


def completed(customer_id: int | None, **changes: Any) -> OrderCompleted:
    """129.00 for a telescope, of which 4.90 for its delivery."""
    facts: dict[str, Any] = {
        "lines": (),
        "adjustments": (),
        "goods_listed": Decimal("124.10"),
        "goods_paid": Decimal("124.10"),
        "shipping_listed": Decimal("4.90"),
        "shipping_paid": Decimal("4.90"),
        "total_paid": Decimal("129.00"),
    }
    return OrderCompleted(**{**_order(customer_id), **ADA, **facts, **changes})


def cancelled(customer_id: int | None, **changes: Any) -> OrderCancelled:
    """The whole of it goes back, before it was shipped."""
    facts: dict[str, Any] = {
        "reason": "customer",
        "was_paid": True,
        "refund_id": uuid7(),
        "lines": (),
        "adjustments": (),
        "goods_paid": Decimal("124.10"),
        "shipping_paid": Decimal("4.90"),
        "total_paid": Decimal("129.00"),
    }
    if not changes.get("was_paid", True):
        nothing = dict.fromkeys(("goods_paid", "shipping_paid", "total_paid"), Decimal("0.00"))
        changes = {"refund_id": None, **nothing, **changes}
    return OrderCancelled(**{**_order(customer_id), **ADA, **facts, **changes})


def refunded(
    customer_id: int | None, before: str, after: str, *adjustments: Adjustment, whole: bool = False
) -> OrderRefunded:
    """What is paid for goods falls from `before` to `after`."""
    return OrderRefunded(
        **_order(customer_id),
        **ADA,
        refund_id=uuid7(),
        lines=(),
        adjustments=adjustments,
        amount=Decimal(before) - Decimal(after),
        goods_paid_before=Decimal(before),
        goods_paid_after=Decimal(after),
        whole=whole,
    )


def _order(customer_id: int | None) -> dict[str, Any]:
    return {"order_id": ORDER, "number": "SHOP-TELE-SC0P", "customer_id": customer_id}


def announce[E](signal: EventSignal[E], event: E) -> None:
    """Publish an event of the order, and deliver what loyalty hears of it.

    What other apps make of an order that is not there is left to their own tests.
    """
    with unit_of_work(correlation_id=ORDER):
        signal.publish(event)
    Delivery.objects.exclude(receiver__startswith="loyalty.").delete()
    deliver_all()


def hear(receiver: Callable[..., None], event: object, event_id: UUID) -> None:
    """Let a durable receiver hear an event as a worker does: in an operation of its own."""
    metadata = EventMetadata(
        event_id=event_id,
        signal="tests",
        occurred_at=timezone.now(),
        correlation_id=ORDER,
        causation_id=None,
    )
    with unit_of_work(correlation_id=ORDER):
        receiver(event=event, metadata=metadata)


def ledger(customer_id: int) -> list[tuple[str, int]]:
    """What moved the account, in the order of booking; it adds up to balance less debt."""
    entries = list(
        Entry.objects.filter(account_id=customer_id).order_by("id").values_list("kind", "points")
    )
    account = Account.objects.filter(pk=customer_id).first() or Account()
    assert sum(points for _, points in entries) == account.balance - account.debt
    assert 0 in (account.balance, account.debt)
    return entries


def balance(customer_id: int) -> int:
    """What the customer has, negative for a debt."""
    return sum(points for _, points in ledger(customer_id))


def said(signal: str) -> list[dict[str, Any]]:
    """The payloads of what loyalty announced, in order."""
    entries = StoredEvent.objects.filter(signal=f"loyalty.{signal}").order_by("id")
    return list(entries.values_list("payload", flat=True))


AWARD, TAKEN_BACK = Kind.AWARD.value, Kind.TAKEN_BACK.value
REDEMPTION, RETURNED = Kind.REDEMPTION.value, Kind.RETURNED.value
