"""System checks: what would go wrong later, said at the start, with the fix."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core import checks
from pydantic import PydanticUserError

from events import catalogue
from events.contract import EventError
from events.payloads import adapter_for
from events.publishers import publishers
from events.registry import registry


def check_wiring(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every check of the kernel, in the order of its number."""
    return [*_receivers_by_name(), *_payload_types(), *_loose_ends(), *_catalogue()]


def _receivers_by_name() -> Iterator[checks.CheckMessage]:
    for subscription in registry.subscriptions.values():
        function = subscription.function
        module = import_module(function.__module__)
        if getattr(module, function.__name__, None) is not function:
            yield checks.Error(
                f"{subscription.receiver} cannot be imported by its name.",
                hint=f"Keep `def {function.__name__}` at the top of {function.__module__}, "
                "and no other thing of that name.",
                id="events.E001",
            )


def _payload_types() -> Iterator[checks.CheckMessage]:
    for signal in registry.signals.values():
        try:
            adapter_for(signal.event_type)
        except (EventError, NameError, PydanticUserError) as error:
            yield checks.Error(
                f"The payload of {signal.name} cannot be serialised: {error}",
                hint="Use ids and plain values: str, int, bool, Decimal, UUID, aware datetime, "
                "tuples and frozen dataclasses of them.",
                id="events.E002",
            )


def _loose_ends() -> Iterator[checks.CheckMessage]:
    """Of the installed apps: who hears an app that is not there has its signals all the same."""
    published = {publisher.signal for publisher in publishers()}
    for name in registry.signals:
        if name.partition(".")[0] not in apps.app_configs:
            continue
        if name not in published:
            yield checks.Warning(
                f"{name} is declared and never published.",
                hint="Publish it in a service of its app, or delete it.",
                id="events.W003",
            )
        if not any(not catalogue.is_log(s) for s in registry.of(name)):
            yield checks.Warning(
                f"{name} is declared and nobody hears it.",
                hint="Connect a receiver in an app's ready(), or delete the signal.",
                id="events.W004",
            )


def _catalogue() -> Iterator[checks.CheckMessage]:
    for difference in catalogue.differences():
        yield checks.Warning(
            difference,
            hint="Run `manage.py events_catalogue` and commit docs/events.md, "
            "or connect the receiver again.",
            id="events.W005",
        )
