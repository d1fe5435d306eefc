"""The faults to try first. Each shows another guarantee of the shop."""

from dataclasses import dataclass

from examples.lab.models import FaultKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A fault of one receiver, with the question that it answers and the place to look at."""

    title: str
    signal: str
    receiver: str
    kind: FaultKind
    look: str
    times: int = 1


RECOMMENDED = (
    Recommendation(
        title="A receiver fails twice",
        signal="orders.order_completed",
        receiver="loyalty.award_points",
        kind=FaultKind.FAIL_FIRST,
        times=2,
        look="Place an order and open its timeline.",
    ),
    Recommendation(
        title="A receiver gives up",
        signal="orders.order_completed",
        receiver="notifications.send_receipt",
        kind=FaultKind.GIVE_UP,
        look="Place an order and open “Failed deliveries”. Remove the fault, then retry.",
    ),
    Recommendation(
        title="The stock cannot be reserved",
        signal="orders.order_placed",
        receiver="inventory.reserve_stock",
        kind=FaultKind.RAISE,
        look="Place an order, then return to this page.",
    ),
    Recommendation(
        title="The worker dies at work",
        signal="orders.order_completed",
        receiver="loyalty.award_points",
        kind=FaultKind.KILL_BEFORE_MARK,
        look="Place an order as a customer and open its timeline. Wait for a minute.",
    ),
    Recommendation(
        title="A receiver is not connected",
        signal="orders.order_completed",
        receiver="notifications.send_receipt",
        kind=FaultKind.DISCONNECTED,
        look="Place an order and search its timeline for an error. There is none.",
    ),
)
