"""Environments for processes that the tests start."""

import os

from tests.environment import CLEARED, variables


def empty_settings() -> dict[str, str]:
    """Return an empty value for every setting, which hides the values of a `.env` file."""
    return dict.fromkeys(variables(), "")


def bare_environment(**given: str) -> dict[str, str]:
    """Return the variables that every program needs, and the given ones."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**inherited, **empty_settings(), CLEARED: "yes", **given}
