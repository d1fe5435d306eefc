"""The shop's settings under test, and the plugins that an exercise asks for once they are there."""

import os
from importlib.util import find_spec

os.environ.setdefault("PLUGIN_APPS", "fraud" if find_spec("fraud") else "")

from tests.settings import *  # noqa: F403  # after the environment is set
