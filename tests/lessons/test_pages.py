"""The lessons in the lab. The lab is installed in the demo only, so pytest runs again for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.once


def test_pages_in_the_demo() -> None:
    """Run pages.py in a process in which the lab is installed."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
            *("--ds=tests.lab.settings", Path(__file__).with_name("pages.py")),
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "LAB_TEST": "lessons"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "a06-connected-twice/"])
def test_lessons_are_not_found_without_the_lab(client: Client, page: str) -> None:
    assert client.get(f"/lab/lessons/{page}").status_code == 404
    assert client.post(f"/lab/lessons/{page}").status_code == 404
