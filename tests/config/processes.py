"""Environments for processes that the tests start."""

import os

from tests.environment import CLEARED, variables


def empty_settings() -> dict[str, str]:
    """Return an empty value for every setting, which hides the values of a `.env` file."""
    return dict.fromkeys(variables(), "")


def bare_environment(**given: str) -> dict[str, str]:
    """Return the variables that programs and coverage need, and the given ones."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME") or name.startswith("COVERAGE_")
    }
    return {**inherited, **empty_settings(), CLEARED: "yes", **given}
