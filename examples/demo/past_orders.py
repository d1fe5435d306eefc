"""The past orders of the demo: in every status, from the last two months, oldest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from orders import services
from orders.models import Order
from orders.values import Contact

KIM = Contact(
    email="kim@signal-shop.example",
    name="Kim Lindqvist",
    address="12 Lantern Lane",
    postcode="N1 9GU",
    city="London",
    country="GB",
)
ROBIN = Contact(
    email="robin@guests.example",
    name="Robin Vale",
    address="Rue des Lilas 4",
    postcode="75020",
    city="Paris",
    country="FR",
)
NOOR = Contact(
    email="noor@guests.example",
    name="Noor de Wit",
    address="Prinsengracht 210",
    postcode="1016 HD",
    city="Amsterdam",
    country="NL",
)
IDA = Contact(
    email="ida@guests.example",
    name="Ida Brandt",
    address="Gärtnerstraße 9",
    postcode="10245",
    city="Berlin",
    country="DE",
)

PAYS = "4242424242424242"
DECLINED = "4000000000000002"
NO_ANSWER = "4000000000000259"


def _ship(order: Order) -> None:
    services.ship_order(order_id=order.id, tracking_number=f"SIG{order.number[-5:]}GB")


def _deliver(order: Order) -> None:
    _ship(order)
    services.deliver_order(order_id=order.id)


def _refund(order: Order) -> None:
    _deliver(order)
    services.refund_order(order_id=order.id, resaleable=True)


def _refund_one_cushion(order: Order) -> None:
    _deliver(order)
    services.refund_order(order_id=order.id, lines={"FLOOR-CUSHION": 1}, resaleable=False)


def _cancel(order: Order) -> None:
    services.cancel_order(order_id=order.id, reason="customer")


@dataclass(frozen=True, slots=True)
class PastOrder:
    """A basket with its contact and card, its age, and the step that followed the payment.

    The step follows after `pause`, but not in the future.
    """

    age: timedelta
    basket: Mapping[str, int]
    contact: Contact = KIM
    card_number: str = PAYS
    then: Callable[[Order], object] | None = None
    pause: timedelta = timedelta(days=1, hours=3)

    @property
    def age_of_step(self) -> timedelta:
        return max(self.age - self.pause, timedelta())


def _ago(days: int, hours: int = 0) -> timedelta:
    return timedelta(days=days, hours=hours)


PAST_ORDERS = (
    PastOrder(_ago(59, 4), {"SALAD-BOWL": 1, "SALT-MILL": 1}, NOOR, then=_deliver),
    PastOrder(_ago(56, 9), {"HONEY-JAR": 2, "BENTO-BOX": 1}, then=_deliver),
    PastOrder(_ago(53, 2), {"POCKET-TORCH": 2}, IDA, then=_deliver),
    PastOrder(_ago(49, 6), {"WATERING-CAN": 1, "CLAY-POT": 3}, ROBIN, then=_deliver),
    PastOrder(_ago(45, 11), {"MORNING-TEAPOT": 1}, then=_refund),
    PastOrder(_ago(42, 3), {"PENCIL-TIN": 2, "NOTEBOOK": 4}, IDA, then=_deliver),
    PastOrder(_ago(39, 8), {"STRING-LIGHTS": 3}, NOOR, then=_deliver),
    PastOrder(
        _ago(36, 5), {"SUNRISE-CLOCK": 1, "WOOL-BLANKET": 3, "READING-LAMP": 1}, then=_deliver
    ),
    PastOrder(_ago(33, 1), {"JUGGLING-BALLS": 2, "DICE": 1}, ROBIN, then=_deliver),
    PastOrder(_ago(30, 7), {"GARDEN-GLOVES": 2, "CACTUS": 4}, IDA, then=_deliver),
    PastOrder(_ago(26, 10), {"FLOOR-CUSHION": 3, "TALL-MUG": 4}, then=_refund_one_cushion),
    PastOrder(_ago(23, 4), {"MOON-LIGHT": 1}, NOOR, then=_cancel),
    PastOrder(_ago(20, 2), {"WOODEN-TRAIN": 2}, ROBIN, then=_deliver),
    PastOrder(_ago(17, 9), {"CANDLE-SET": 4, "SOAP-BAR": 6}, IDA, then=_deliver),
    PastOrder(_ago(14, 6), {"MARBLES": 3, "YO-YO": 2}, then=_deliver),
    PastOrder(_ago(11, 3), {"SCISSORS": 2, "POST-BOX": 1}, NOOR, then=_deliver),
    PastOrder(_ago(8, 8), {"KITE": 1}, then=_cancel),
    PastOrder(_ago(6, 5), {"STORM-LANTERN": 1, "CANDLE-SET": 2}, then=_ship),
    PastOrder(_ago(4, 2), {"BEE-HOTEL": 1, "SUNFLOWER-SEEDS": 5}, ROBIN, then=_ship),
    PastOrder(_ago(2, 7), {"HARMONICA": 1}, IDA, then=_ship),
    PastOrder(_ago(1, 4), {"NOTEBOOK": 3, "FOUNTAIN-PEN": 1}),
    PastOrder(_ago(0, 3), {"TEDDY-BEAR": 1}, ROBIN),
    PastOrder(_ago(0), {"DESK-GLOBE": 1}, card_number=DECLINED),
    PastOrder(_ago(0), {"HERB-BOX": 1}, card_number=NO_ANSWER),
)
