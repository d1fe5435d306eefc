"""Processes of the tests' own, in an environment of their own."""

import os


def bare_environment(**variables: str) -> dict[str, str]:
    """Nothing of the tests' environment but what programs and the coverage need, and these.

    Settings that a developer's `.env` may hold are there and empty: they count as not given.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME") or name.startswith("COVERAGE_")
    }
    silent = dict.fromkeys(("DEMO", "DEBUG", "HTTPS", "CACHE_URL", "PLUGIN_APPS"), "")
    return {**kept, **silent, **variables}
