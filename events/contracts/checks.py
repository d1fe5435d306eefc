"""System checks: find at startup what would fail later, and name the fix."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import Error, connection

from events.delivery.alarms import mismatches
from events.models import StoredEvent
from events.registry import registry

# The id and the fix for each alarm about rows that no longer fit the code.
_MISMATCHES = {
    "unknown receiver": (
        "events.W006",
        "Install its app, or connect the renamed receiver with previous_name=.",
    ),
    "unknown signal": (
        "events.W007",
        "Install its app; if the signal was removed, prune its events.",
    ),
    "quiet receiver": ("events.W008", "Connect it again, or delete it."),
}


def check_wiring(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of signals of installed apps that have no receiver."""
    return [
        checks.Warning(
            f"{name} has no receiver.",
            hint="Connect a receiver in an app's ready(), or delete the signal.",
            id="events.W004",
        )
        for name in registry.signals
        if name.partition(".")[0] in apps.app_configs and not any(registry.of(name))
    ]


def check_database(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Check what is stored against what is connected; run by `check --database default`."""
    if not databases or "default" not in databases:
        return []
    try:
        if StoredEvent._meta.db_table not in connection.introspection.table_names():
            return []
        found = [(alarm.message, *_MISMATCHES[alarm.name]) for alarm in mismatches()]
    except Error:
        return []  # a database that does not answer is reported by Django
    return [checks.Warning(f"{message}.", hint=fix, id=id_) for message, id_, fix in found]
