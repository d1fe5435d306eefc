"""The demo shop, started by `examples.demo.run` in another process, and Chromium.

With PICTURES=1 the tests take the pictures of the documentation.
"""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chaos.shop import free_port
from tests.config.processes import empty_settings
from tests.processes import environment

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
TIMEOUT_SECONDS = 300  # preparing the shop is slow on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this directory: they need a browser and share one shop."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: run 'make browser'"))


@pytest.fixture(scope="package")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the shop's database."""
    return tmp_path_factory.mktemp("shop") / "shop.sqlite3"


@pytest.fixture(scope="package")
def shop(database: Path) -> Iterator[str]:
    """The URL of a running demo shop."""
    var = database.parent
    port = free_port()
    variables = {
        **environment(),
        **empty_settings(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "DEMO": "true",
        "DATABASE_URL": f"sqlite:///{database}",
        "CACHE_URL": f"file://{var}/cache",
        "EMAIL_URL": f"file://{var}/mail",
        "STATIC_ROOT": f"{var}/staticfiles",
    }
    with (var / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "examples.demo.run"],
            cwd=settings.BASE_DIR,
            env=variables,
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
    """A browser that is closed after this directory, because its event loop disturbs others."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, shop: str) -> Iterator[Page]:
    """A new visitor's page of 1280 by 800 pixels; errors of the page fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=shop)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if "Security Policy" in m.text else None)
    yield page
    context.close()
    assert errors == []


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(TIMEOUT_SECONDS * 5):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"The shop did not open: {log.read_text()}")
