"""The shop works without notifications, without loyalty, and without both."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WALK = Path(__file__).with_name("walk_the_shop.py")


@pytest.mark.once
@pytest.mark.parametrize("missing", ["notifications", "loyalty", "notifications,loyalty"])
def test_shop_sells_without_apps(missing: str, tmp_path: Path) -> None:
    """Run the walk in another process, because apps are installed once per process."""
    environment = {
        **os.environ,
        "TEST_WITHOUT_APPS": missing,
        "DATABASE_URL": f"sqlite:///{tmp_path}/shop.sqlite3",
    }
    walk = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", WALK],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert walk.returncode == 0, walk.stdout[-8000:]
