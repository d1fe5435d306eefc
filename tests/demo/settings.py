"""The shop with the demo installed, under test."""

import os

from tests.environment import clear_environment

clear_environment()
os.environ["DEMO"] = "true"
os.environ["PLUGIN_APPS"] = ""

from tests.settings import *  # noqa: E402, F403  # after the environment is set
from tests.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_{DATABASES['default']['NAME']}_demo"}
