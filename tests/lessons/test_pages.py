"""The lessons in the lab, which is there in the demo only: a pytest of its own walks them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.once


def test_in_the_demo() -> None:
    """Apps are installed once a process, so these are tests of their own, with the lab."""
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
def test_without_the_lab_there_is_no_address(client: Client, page: str) -> None:
    assert client.get(f"/lab/lessons/{page}").status_code == 404
    assert client.post(f"/lab/lessons/{page}").status_code == 404
