"""Processes of the tests' own, in an environment of their own."""

import os

from tests.environment import SETTLED, variables


def silenced() -> dict[str, str]:
    """Every setting there and empty, which counts as not given: no file `.env` speaks up."""
    return dict.fromkeys(variables(), "")


def bare_environment(**given: str) -> dict[str, str]:
    """Nothing of the tests' environment but what programs and the coverage need, and these."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME") or name.startswith("COVERAGE_")
    }
    return {**kept, **silenced(), SETTLED: "yes", **given}
