"""The settings of the tests, with the plugin of an exercise as soon as it exists."""

import os
from importlib.util import find_spec

os.environ.setdefault("PLUGIN_APPS", "fraud" if find_spec("fraud") else "")

from tests.settings import *  # noqa: F403  # after the environment is set
