"""An order ends the same in whichever order the apps have connected their receivers."""

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
from tests.invariants import truths
from tests.inventory.orders import stock
from tests.loyalty.factories import AccountFactory, balance, ledger
from tests.orders import shop

pytestmark = pytest.mark.django_db

PLACED, COMPLETED = "orders.order_placed", "orders.order_completed"

type Turns = dict[str, list[str]]


@pytest.fixture(params=["as installed", "backwards"])
def turns(request: pytest.FixtureRequest) -> Iterator[Turns]:
    """Who hears that an order is placed, and who that it is paid, in turn.

    In the second round it is everybody's turn the other way round, as if INSTALLED_APPS were.
    """
    connected = list(registry.subscriptions.values())
    placed = [each.receiver for each in registry.of(PLACED, IN_TRANSACTION)]
    completed = [each.receiver for each in registry.of(COMPLETED, DURABLE)]
    assert (len(placed), len(completed)) == (2, 2)
    if request.param == "as installed":
        yield {PLACED: placed, COMPLETED: completed}
        return
    _connect_again(reversed(connected))
    yield {PLACED: placed[::-1], COMPLETED: completed[::-1]}
    _connect_again(connected)


def _connect_again(subscriptions: Iterable[Subscription]) -> None:
    """Every receiver of the shop, and now in this order."""
    wanted = list(subscriptions)
    for each in wanted:
        registry.signals[each.signal].disconnect(each.function)
    for each in wanted:
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


def turns_of(order: Order) -> Turns:
    """Who heard of this order, and who was to hear of it, as it is in the journal."""
    entry = StoredEvent.objects.get(correlation_id=order.pk, signal=PLACED)
    queued = Delivery.objects.filter(signal=COMPLETED, mode=DURABLE).order_by("id")
    return {
        PLACED: [outcome["receiver"] for outcome in entry.receiver_runs],
        COMPLETED: list(queued.values_list("receiver", flat=True)),
    }


def told() -> list[str]:
    return sorted(Message.objects.values_list("type", flat=True))


def test_an_order_that_is_paid_with_points_ends_the_same(ada: int, turns: Turns) -> None:
    order = shop.buy({"TEAPOT": 2}, customer_id=ada, redeem="redeem-300")
    deliver_all()

    assert turns_of(order) == turns
    assert stock("TEAPOT") == {"available": 8, "sold": 2, "received": 10}
    assert ledger(ada) == [("grant", 300), ("redemption", -300), ("award", 37)]
    assert told() == ["points", "receipt"]
    truths.always()
    truths.when_settled()


def test_what_is_taken_back_is_back_everywhere(ada: int, turns: Turns) -> None:
    order = shop.buy({"TEAPOT": 2}, customer_id=ada, redeem="redeem-300")
    services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    assert turns_of(order) == turns
    assert stock("TEAPOT") == {"available": 10, "received": 10}
    assert balance(ada) == 300
    assert shop.taken(shop.fresh(order)) == 0
    truths.always()
    truths.when_settled()


def test_whoever_refuses_refuses_for_all(ada: int, turns: Turns) -> None:
    # The stock is lower than the basket shows, as after a sale a moment ago.
    Stock.objects.update(available=F("available") - 5, sold=F("sold") + 5)

    with pytest.raises(LinesUnavailable):
        shop.place({"TEAPOT": 6}, customer_id=ada, redeem="redeem-300")

    assert not Order.objects.exists()
    assert stock("TEAPOT") == {"available": 5, "received": 10, "sold": 5}
    assert ledger(ada) == [("grant", 300)]
