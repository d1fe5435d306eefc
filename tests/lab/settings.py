"""Settings of the demo with the lab. LAB_TEST gives each part its own test database."""

import os

from tests.environment import clear_environment

clear_environment()
os.environ["DEMO"] = "true"
os.environ["PLUGIN_APPS"] = "django_tasks_db,examples.lab"

from tests.settings import *  # noqa: E402, F403  # after the environment is set
from tests.settings import DATABASES  # noqa: E402

_part = os.environ.get("LAB_TEST", "")
if _part and DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_{DATABASES['default']['NAME']}_{_part}"}
