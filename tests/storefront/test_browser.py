"""The base template in a browser: accessible, at every width, in light and dark."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.accounts.factories import PASSWORD, UserFactory
from tests.browser.visitor import violations, wide

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
    pytest.mark.django_db(transaction=True),
]

PAGES = ["/style/", "/account/login/", "/account/signup/", "/account/password-reset/", "/nowhere/"]


@contextmanager
def _page(*, script: bool = True) -> Iterator[Page]:
    """Open a page in a new browser, and close it before Django cleans up the database.

    Django rejects database access while the browser's event loop runs.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            viewport={"width": 1280, "height": 800},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        yield context.new_page()
        browser.close()


@pytest.fixture
def shop(live_server: LiveServer, settings: Settings) -> str:
    settings.STYLE_PAGE = True
    return live_server.url


def test_pages_are_accessible_and_fit(shop: str) -> None:
    found = ""
    with _page() as page:
        for path in PAGES:
            page.goto(shop + path)
            found += violations(page) + wide(page, 320, 390, 768, 1280)
    assert found == ""


def test_style_page_complies_with_its_csp(shop: str) -> None:
    with _page() as page:
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.goto(f"{shop}/style/")
        assert messages == []


def test_first_keyboard_stop_skips_the_header(shop: str) -> None:
    with _page() as page:
        page.goto(f"{shop}/account/signup/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_button_submits_once_and_works_again_on_return(shop: str, client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    with _page() as page:
        page.goto(f"{shop}/account/login/")
        page.get_by_label("E-mail").fill("ada@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        button = page.get_by_role("button", name="Log in")
        page.evaluate(
            "addEventListener('beforeunload', () =>"
            " sessionStorage.resting = document.querySelector('main .button').disabled)"
        )
        button.click()
        page.wait_for_url(f"{shop}/account/")
        assert page.evaluate("sessionStorage.resting") == "true"
        page.goto(f"{shop}/account/password/")
        page.go_back()
        assert page.get_by_role("button", name="Log out").is_enabled()


def test_pages_work_without_javascript(shop: str) -> None:
    UserFactory.create(email="ada@example.com")
    with _page(script=False) as page:
        page.goto(f"{shop}/account/login/")
        page.get_by_label("E-mail").fill("ada@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        assert page.url == f"{shop}/account/"
