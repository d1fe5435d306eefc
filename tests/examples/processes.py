"""The environment of a process in which an example is installed."""

import os
from pathlib import Path

from tests.processes import ROOT, environment

DASHBOARD = ROOT / "examples" / "dashboard"


def environment_with(plugin: str, *, found_in: Path = ROOT) -> dict[str, str]:
    """Return the environment of the tests, with a plugin installed and another database."""
    url, *options = os.environ["DATABASE_URL"].split("?")
    url = f"{url}_{plugin.replace('.', '_')}"
    return environment(
        PLUGIN_APPS=plugin, PYTHONPATH=str(found_in), DATABASE_URL="?".join((url, *options))
    )
