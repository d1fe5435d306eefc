"""The shop works without notifications, without loyalty, and without both."""

from pathlib import Path

import pytest

from tests.processes import environment, run_tests

WALK = Path(__file__).with_name("walk_the_shop.py")


@pytest.mark.parametrize("missing", ["notifications", "loyalty", "notifications,loyalty"])
def test_shop_sells_without_apps(missing: str, tmp_path: Path) -> None:
    """Run the walk in another process, because apps are installed once per process."""
    url = f"sqlite:///{tmp_path}/shop.sqlite3"
    run_tests(WALK, env=environment(TEST_WITHOUT_APPS=missing, DATABASE_URL=url))
