"""System checks: find at startup what would fail later, and name the fix."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import Error, connection

from events.contracts import catalogue
from events.delivery import alarms
from events.models import StoredEvent
from events.registry import registry


def check_wiring(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Check signals and receivers, without the database."""
    return [*_importable(), *_unused_signals(), *_catalogue()]


def check_database(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Check what is stored against what is connected; run by `check --database default`."""
    if not databases or "default" not in databases:
        return []
    try:
        if StoredEvent._meta.db_table not in connection.introspection.table_names():
            return []
        return [*_stored()]
    except Error:
        return []  # a database that does not answer is reported by Django


def _importable() -> Iterator[checks.CheckMessage]:
    for subscription in registry.durable():
        function = subscription.function
        module = import_module(function.__module__)
        if getattr(module, function.__name__, None) is not function:
            yield checks.Error(
                f"{subscription.receiver} cannot be imported by its name.",
                hint=f"Keep `def {function.__name__}` at the top level of {function.__module__}.",
                id="events.E001",
            )


def _unused_signals() -> Iterator[checks.CheckMessage]:
    for name in registry.signals:
        installed = name.partition(".")[0] in apps.app_configs
        if installed and not any(registry.of(name)):
            yield checks.Warning(
                f"{name} has no receiver.",
                hint="Connect a receiver in an app's ready(), or delete the signal.",
                id="events.W004",
            )


def _catalogue() -> Iterator[checks.CheckMessage]:
    for difference in catalogue.differences():
        yield checks.Warning(
            difference,
            hint="Run `manage.py events_catalogue` and commit the catalogue and the README. If "
            "a receiver was renamed, connect it with previous_name=, so that stored deliveries "
            "still find it.",
            id="events.W005",
        )


def _stored() -> Iterator[checks.CheckMessage]:
    for signal, receiver in alarms.unknown_receivers():
        yield checks.Warning(
            f"Deliveries of {signal} wait for {receiver}, which is not connected.",
            hint="Install its app, or connect the renamed receiver with previous_name=.",
            id="events.W006",
        )
    for name in alarms.unknown_signals():
        yield checks.Warning(
            f"The event log contains {name}, which is not declared.",
            hint="Install its app; if the signal was removed, prune its events.",
            id="events.W007",
        )
    for signal, receiver in alarms.quiet_receivers():
        yield checks.Warning(
            f"{receiver} received no {signal} for 30 days, although it was published.",
            hint="Connect it again, or delete it.",
            id="events.W008",
        )
