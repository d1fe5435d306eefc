"""The lessons in the lab. The lab is installed in the demo only, so pytest runs again for it."""

from pathlib import Path

from tests.processes import environment, run_tests


def test_pages_in_the_demo() -> None:
    """Run pages.py in a process in which the lab is installed."""
    run_tests(
        Path(__file__).with_name("pages.py"),
        env=environment(LAB_TEST="lessons"),
        settings_module="tests.lab.settings",
    )
