"""Imports as staff see them: upload a file, read the page of the import, confirm it."""

from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.testing import deliver_all
from storefront.models import Import


def upload(browser: Client, address: str, content: bytes, name: str = "rows.csv") -> str:
    """Upload a file and return the address of its page. No worker has seen it yet."""
    response = browser.post(f"{address}/import/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, unescape(response.text)
    return str(response.headers["Location"])


def preview(browser: Client, address: str, *rows: str) -> str:
    """Upload rows as CSV, let a worker check them, and return the page."""
    page = upload(browser, address, "\n".join(rows).encode())
    deliver_all()
    return unescape(browser.get(page).text)


def confirm(browser: Client, address: str) -> str:
    """Confirm the latest import, let a worker apply it, and return the page."""
    page = f"{address}/import/{Import.objects.latest('pk').pk}/"
    assert is_confirmable(browser.get(page).text), "the preview cannot be confirmed"
    browser.post(page)
    deliver_all()
    return unescape(browser.get(page).text)


def is_confirmable(page: str) -> bool:
    return '<input type="submit" class="default" value="Import ' in page
