"""The demo shop as a visitor meets it: `examples.demo.run` in a process of its own, and Chromium.

With PICTURES=1 the pictures of the documentation are taken on the way.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.config.processes import empty_settings

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
PATIENCE_SECONDS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser, and runs in one process: it shares the shop."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: run 'make browser'"))


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's database, in the folder that it has for itself."""
    return tmp_path_factory.mktemp("shop") / "shop.sqlite3"


@pytest.fixture(scope="session")
def shop(database: Path) -> Iterator[str]:
    """The address of a demo shop that has just opened."""
    var = database.parent
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        **empty_settings(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "DEMO": "true",
        "DATABASE_URL": f"sqlite:///{database}",
        "CACHE_URL": f"file://{var}/cache",
        "EMAIL_URL": f"file://{var}/mail",
    }
    with (var / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "examples.demo.run"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"http://localhost:{port}/healthz", process, var / "log")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with the last test of this folder: its event loop would disturb the others."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, shop: str) -> Iterator[Page]:
    """A visitor of 1280 by 800 who has never been here; what the page complains of fails."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=shop)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if "Security Policy" in m.text else None)
    yield page
    context.close()
    assert complaints == []


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE_SECONDS * 5):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"The shop did not open: {log.read_text()}")
