"""A visitor over HTTP, for tests whose shop runs in separate processes."""

import re
import time
from collections.abc import Mapping
from html import unescape
from http.client import HTTPException
from typing import Self
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

PASSWORD = "seven-green-teapots"
ADDRESS = {
    "name": "Ada Lovelace",
    "email": "ada@example.com",
    "address": "1 High Street",
    "postcode": "N1 9GU",
    "city": "London",
    "country": "GB",
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12/40",
    "card_cvc": "123",
}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ORDER = re.compile(r'data-order-id="([^"]+)" data-status="([^"]+)"')
_PAUSE = 0.4  # seconds between two tries
_TIMEOUT = 30  # seconds


class NoAnswer(Exception):
    """The shop gave no answer, or only server errors."""


class Browser:
    """One tab; `page`, `path` and `status` are those of the last answer.

    A request without an answer, and one with a 5xx, is repeated: a form as well as a page.
    """

    def __init__(self, port: int, *, tries: int = 25, opener: OpenerDirector | None = None) -> None:
        self._port, self._tries = port, tries
        self._opener = opener or build_opener(HTTPCookieProcessor())
        self.page = self.path = ""
        self.status = 0

    def new_tab(self, *, tries: int | None = None) -> Self:
        """Return another tab of the same browser, with the same cookies."""
        return type(self)(self._port, tries=tries or self._tries, opener=self._opener)

    def open(self, path: str) -> Self:
        """Raise NoAnswer."""
        return self._ask(path, None)

    def submit(self, path: str, form: Mapping[str, str] | None = None, **typed: str) -> Self:
        """Send what was typed, with the hidden fields of this page or of `form`."""
        hidden = self.hidden if form is None else form
        return self._ask(path, urlencode({**hidden, **typed}).encode())

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page."""
        return dict(_HIDDEN.findall(self.page))

    @property
    def order(self) -> tuple[str, str] | None:
        """The id and the status of the order whose page this is."""
        found = _ORDER.search(self.page)
        return (found[1], found[2]) if found else None

    @property
    def text(self) -> str:
        """The text of the page in single spaces."""
        main = re.sub(r"<[^>]+>", " ", self.page.partition("<main")[2].partition(">")[2])
        return " ".join(unescape(main).split())

    def log_in(self, email: str) -> None:
        self.open("/account/login/").submit("/account/login/", username=email, password=PASSWORD)

    def log_out(self) -> None:
        self.open("/account/").submit("/account/logout/")

    def add(self, slug: str, quantity: int = 1) -> Self:
        """Put a product into the basket, from its page."""
        return self.open(f"/products/{slug}/").submit("/basket/add/", quantity=str(quantity))

    def check_out(self, form: Mapping[str, str] | None = None, **typed: str) -> Self:
        """Submit the checkout; without `form` it is opened first."""
        hidden = self.open("/checkout/").hidden if form is None else form
        return self.submit("/checkout/", hidden, **{**ADDRESS, **typed})

    def _ask(self, path: str, form: bytes | None) -> Self:
        for attempt in range(self._tries):
            if attempt:
                time.sleep(_PAUSE)
            try:
                with self._opener.open(f"http://127.0.0.1:{self._port}{path}", form, _TIMEOUT) as a:
                    self.status, self.path, self.page = a.status, a.url, a.read().decode()
                return self
            except HTTPError as answer:
                with answer:
                    self.status, self.path = answer.code, answer.url
                    self.page = answer.read().decode()
                if answer.code < 500:
                    return self
            except (OSError, HTTPException):
                pass
        raise NoAnswer(path)
