"""The order in which apps connect their receivers does not change the result."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db.models import F

from events.api import DURABLE, IN_TRANSACTION
from events.models import Delivery, StoredEvent
from events.registry import Subscription, registry
from events.testing import deliver_all
from inventory.models import Stock
from notifications.models import Message
from orders import services
from orders.models import Order
from orders.signals import LinesUnavailable
from tests.invariants import checks
from tests.inventory.orders import stock
from tests.loyalty.factories import AccountFactory, balance, ledger
from tests.orders import shop

pytestmark = pytest.mark.django_db

PLACED, COMPLETED = "orders.order_placed", "orders.order_completed"

type Receivers = dict[str, list[str]]


@pytest.fixture(params=["as installed", "reversed"])
def receivers(request: pytest.FixtureRequest) -> Iterator[Receivers]:
    """Return the receivers of a placed and a paid order, in the order of connection.

    The second parameter reverses it, as a reversed INSTALLED_APPS would.
    """
    connected = list(registry.subscriptions.values())
    placed = [each.receiver for each in registry.of(PLACED, IN_TRANSACTION)]
    completed = [each.receiver for each in registry.of(COMPLETED, DURABLE)]
    assert (len(placed), len(completed)) == (2, 2)
    if request.param == "as installed":
        yield {PLACED: placed, COMPLETED: completed}
        return
    _reconnect(reversed(connected))
    yield {PLACED: placed[::-1], COMPLETED: completed[::-1]}
    _reconnect(connected)


def _reconnect(subscriptions: Iterable[Subscription]) -> None:
    """Connect every receiver of the shop again, in this order."""
    reordered = list(subscriptions)
    for each in reordered:
        registry.signals[each.signal].disconnect(each.function)
    for each in reordered:
        durable: dict[str, Any] = {
            "atomic": each.atomic,
            "attempts": each.attempts,
            "lease": each.lease,
            "queue": each.queue,
            "previous_name": each.previous_name,
        }
        options = durable if each.mode is DURABLE else {}
        registry.signals[each.signal].connect(each.function, delivery=each.mode, **options)


@pytest.fixture
def ada() -> int:
    """A customer with 300 points, in a shop with ten teapots."""
    shop.put_on_shelf("TEAPOT", name="Teapot", price="20.00", pieces=10)
    return int(AccountFactory.create(balance=300).pk)


def receivers_of(order: Order) -> Receivers:
    """Return the receivers of this order from the event log."""
    stored = StoredEvent.objects.get(correlation_id=order.pk, signal=PLACED)
    queued = Delivery.objects.filter(signal=COMPLETED, mode=DURABLE).order_by("id")
    return {
        PLACED: [outcome["receiver"] for outcome in stored.receiver_runs],
        COMPLETED: list(queued.values_list("receiver", flat=True)),
    }


def message_types() -> list[str]:
    return sorted(Message.objects.values_list("type", flat=True))


def test_order_paid_with_points_has_the_same_result(ada: int, receivers: Receivers) -> None:
    order = shop.buy({"TEAPOT": 2}, customer_id=ada, redeem="redeem-300")
    deliver_all()

    assert receivers_of(order) == receivers
    assert stock("TEAPOT") == {"available": 8, "sold": 2, "received": 10}
    assert ledger(ada) == [("grant", 300), ("redemption", -300), ("award", 37)]
    assert message_types() == ["points", "receipt"]
    checks.check_always()
    checks.check_when_settled()


def test_cancellation_has_the_same_result(ada: int, receivers: Receivers) -> None:
    order = shop.buy({"TEAPOT": 2}, customer_id=ada, redeem="redeem-300")
    services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    assert receivers_of(order) == receivers
    assert stock("TEAPOT") == {"available": 10, "received": 10}
    assert balance(ada) == 300
    assert shop.taken(shop.fresh(order)) == 0
    checks.check_always()
    checks.check_when_settled()


def test_refusal_has_the_same_result(ada: int, receivers: Receivers) -> None:
    # The stock is lower than the basket shows, as after a concurrent sale.
    Stock.objects.update(available=F("available") - 5, sold=F("sold") + 5)

    with pytest.raises(LinesUnavailable):
        shop.place({"TEAPOT": 6}, customer_id=ada, redeem="redeem-300")

    assert not Order.objects.exists()
    assert stock("TEAPOT") == {"available": 5, "received": 10, "sold": 5}
    assert ledger(ada) == [("grant", 300)]
