"""The demo is a plugin. Its parts are tested in processes in which it is installed."""

from pathlib import Path

import pytest

from tests.processes import environment, run_tests

PARTS = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.parametrize("part", ["pages", "seeding"])
def test_demo_part(part: str) -> None:
    run_tests(PARTS / f"{part}.py", env=environment(), settings_module="tests.demo.settings")
