"""Whose shop is tested: the tests' own, whatever the environment says of somebody's."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_LISTED = re.compile(r"^([A-Z_]+)=", re.M)
# Where the databases of the tests are made, beside the one that it names, and which plugin is
# tested: both are said to the tests.
MEANT = {"DATABASE_URL", "PLUGIN_APPS"}
SETTLED = "TEST_SETTLED"


def variables() -> Iterator[str]:
    """All that the shop reads, and the files that each may be read from."""
    example = Path(__file__).parent.with_name(".env.example").read_text(encoding="utf-8")
    for name in _LISTED.findall(example):
        yield from (name, f"{name}_FILE")


def settle() -> None:
    """Take out what is meant for a developer's own shop: its cache would be emptied, its mail sent.

    Once only: what the tests give to processes of theirs reaches them.
    """
    if os.environ.get(SETTLED):
        return
    for name in variables():
        if name not in MEANT:
            os.environ.pop(name, None)
    os.environ[SETTLED] = "yes"
