"""The fault DISCONNECTED: disconnect a receiver in every process, and connect it again."""

import threading

from events.registry import Subscription, registry
from events.types import DURABLE
from examples.lab.faults.active import Faults
from examples.lab.models import FaultKind

_disconnected: dict[tuple[str, str], Subscription] = {}
_lock = threading.Lock()


def update_connections(faults: Faults) -> None:
    """Disconnect and connect receivers in this process, as the faults require."""
    wanted = {key for key, fault in faults.items() if fault.kind is FaultKind.DISCONNECTED}
    if wanted == _disconnected.keys():
        return
    with _lock:
        for key in wanted - _disconnected.keys():
            _disconnect(key)
        for key in _disconnected.keys() - wanted:
            _reconnect(_disconnected.pop(key))


def subscriptions() -> list[Subscription]:
    """Return all subscriptions, including the disconnected ones."""
    return [*registry.of(), *_disconnected.values()]


def _disconnect(key: tuple[str, str]) -> None:
    subscription = registry.subscriptions.get(key)
    if subscription is not None:
        _disconnected[key] = subscription
        registry.signals[subscription.signal].disconnect(subscription.function)


def _reconnect(subscription: Subscription) -> None:
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
