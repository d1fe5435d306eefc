"""Settings with the lab and every example installed, for mypy; `PLUGIN_APPS` adds others."""

import os
import sys
from pathlib import Path

from tests.environment import clear_environment

clear_environment()
sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "dashboard"))
os.environ["DEMO"] = "true"
PLUGINS = ["examples.lab", "examples.telemetry", "examples.twin", "sales"]
others = [name for name in os.environ.get("PLUGIN_APPS", "").split(",") if name]
os.environ["PLUGIN_APPS"] = ",".join(dict.fromkeys([*PLUGINS, *others]))

from tests.settings import *  # noqa: E402, F403  # after the environment is set
