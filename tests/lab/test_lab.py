"""The lab is installed in the demo only, so its parts are tested in separate processes."""

from pathlib import Path

import pytest

from tests.processes import environment, run_tests

PARTS = Path(__file__).with_name("parts")


@pytest.mark.slow
def test_faults_and_visit_in_the_demo() -> None:
    _run_parts("access", "break_receivers", "manage_faults", "visit")


@pytest.mark.slow
def test_ladder_in_the_demo() -> None:
    _run_parts("climb_the_ladder")


@pytest.mark.slow
@pytest.mark.both
def test_race_in_the_demo() -> None:
    _run_parts("race")


def _run_parts(*parts: str) -> None:
    """Run parts in a separate pytest process, because they need other installed apps."""
    run_tests(
        *(PARTS / f"{part}.py" for part in parts),
        env=environment(LAB_TEST=parts[0]),
        settings_module="tests.lab.settings",
    )
