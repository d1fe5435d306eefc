"""A system check: compare the connected receivers with the committed catalogue."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks

from events.explorer import catalogue


def check_catalogue(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of each receiver that appeared or disappeared since the catalogue was written."""
    return [
        checks.Warning(
            difference,
            hint="Run `manage.py events_catalogue` and commit the catalogue and the README. If "
            "a receiver was renamed, connect it with previous_name=, so that stored deliveries "
            "still find it.",
            id="events.W005",
        )
        for difference in differences()
    ]


def differences() -> Iterator[str]:
    """Yield how the wiring of the installed apps differs from the committed catalogue.

    Yield nothing without a catalogue, as in an image without the documentation.
    """
    if not catalogue.path().exists():
        return
    committed = catalogue.committed_wiring()
    running = {(s.signal, s.receiver, s.mode.value) for s in catalogue.subscriptions()}
    installed = {row for row in committed if _apps(row) <= apps.app_configs.keys()}
    for signal, receiver, mode in sorted(running - committed):
        yield f"{receiver} is connected to {signal} ({mode}); the catalogue does not list it."
    for signal, receiver, mode in sorted(installed - running):
        yield f"{receiver} is not connected to {signal} ({mode}) as the catalogue lists it."


def _apps(row: tuple[str, str, str]) -> set[str]:
    signal, receiver, _ = row
    return {signal.partition(".")[0], receiver.partition(".")[0]}
