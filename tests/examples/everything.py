"""The shop with the lab and every example installed: what the types are checked against."""

import os
import sys
from pathlib import Path

from tests.environment import settle

settle()
sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "dashboard"))
os.environ["DEMO"] = "true"
os.environ["PLUGIN_APPS"] = "examples.lab,examples.telemetry,examples.twin,sales"

from tests.settings import *  # noqa: E402, F403  # after the environment is set
