"""The fault "be forgotten": a receiver that is not connected, in any process."""

import threading

from events.registry import Subscription, registry
from events.types import DURABLE
from examples.lab.faults.active import Faults
from examples.lab.models import FaultKind

_forgotten: dict[tuple[str, str], Subscription] = {}
_lock = threading.Lock()


def keep_up(faults: Faults) -> None:
    """Disconnect in this process what is to be forgotten, connect what is to be heard again."""
    wanted = {key for key, fault in faults.items() if fault.kind is FaultKind.FORGOTTEN}
    if wanted == _forgotten.keys():
        return
    with _lock:
        for key in wanted - _forgotten.keys():
            _forget(key)
        for key in _forgotten.keys() - wanted:
            _remember(_forgotten.pop(key))


def subscriptions() -> list[Subscription]:
    """Everybody who hears something, or would if they were not forgotten."""
    return [*registry.subscriptions.values(), *_forgotten.values()]


def _forget(key: tuple[str, str]) -> None:
    subscription = registry.subscriptions.get(key)
    if subscription is not None:
        _forgotten[key] = subscription
        registry.signals[subscription.signal].disconnect(subscription.function)


def _remember(subscription: Subscription) -> None:
    signal = registry.signals[subscription.signal]
    if subscription.mode is not DURABLE:
        signal.connect(subscription.function, delivery=subscription.mode)
        return
    signal.connect(
        subscription.function,
        delivery=DURABLE,
        atomic=subscription.atomic,
        attempts=subscription.attempts,
        lease=subscription.lease,
        queue=subscription.queue,
        previous_name=subscription.previous_name,
    )
