"""Keep settings of a developer's shop out of the tests."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_LISTED = re.compile(r"^([A-Z_]+)=", re.M)
# These two select the database server and the plugin of the tests.
FOR_TESTS = {"DATABASE_URL", "PLUGIN_APPS"}
CLEARED = "TEST_ENVIRONMENT_CLEARED"


def variables() -> Iterator[str]:
    """Yield the variables that the shop reads, each also with the suffix `_FILE`."""
    example = Path(__file__).parent.with_name(".env.example").read_text(encoding="utf-8")
    for name in _LISTED.findall(example):
        yield from (name, f"{name}_FILE")


def clear_environment() -> None:
    """Remove the variables of a developer's shop, whose cache the tests would empty.

    Do it once only, so that variables that a test passes to a process take effect there.
    """
    if os.environ.get(CLEARED):
        return
    for name in variables():
        if name not in FOR_TESTS:
            os.environ.pop(name, None)
    os.environ[CLEARED] = "yes"
