"""Names of signals and receivers, taken from where they are declared."""

import re

_NOUNS = frozenset({"signals", "receivers"})


def app_of(module: str) -> str:
    """The app that a module belongs to: `orders` for `orders.signals`.

    For an app inside a package it is the folder that holds the noun: `dashboard` for
    `examples.dashboard.receivers.orders`; without a noun, the first part of the path.
    """
    parts = module.split(".")
    for index, part in enumerate(parts):
        if part in _NOUNS and index:
            return parts[index - 1]
    return parts[0]


def signal_name(event_type: type) -> str:
    """`orders.order_placed` for the class `OrderPlaced` in `orders/signals.py`."""
    return f"{app_of(event_type.__module__)}.{_snake(event_type.__name__)}"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
