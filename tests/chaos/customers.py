"""Customers who want their goods, whatever happens to the shop in between."""

import re
import time
from dataclasses import dataclass
from http.client import HTTPException
from random import Random
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

CARDS = [
    *["4242 4242 4242 4242"] * 6,
    "4000 0000 0000 0002",  # declined
    "4000 0000 0000 0341",  # captured, and the answer is lost
    "4000 0000 0000 0259",  # times out
]
PASSWORD = "seven-green-teapots"
SHELF = ("kite", "lamp", "teapot")
ADDRESS = {
    "address": "1 High Street",
    "postcode": "N1 9GU",
    "city": "London",
    "country": "GB",
    "card_expiry": "12/40",
    "card_cvc": "123",
}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ORDER = re.compile(r'data-order-id="([^"]+)" data-status="([^"]+)"')
_TRIES = 25
_PAUSE = 0.4  # seconds between two of them
_TIMEOUT = 30  # seconds


class GivesUp(Exception):
    """The shop did not answer for too long, or does not have what was wanted."""


@dataclass(slots=True)
class Visit:
    """A checkout form that was sent, maybe more than once, and what the customer saw last.

    `name` is written on no other form; `status` is empty where the customer saw no order.
    """

    name: str
    order_id: str = ""
    status: str = ""


class Customer(Thread):
    """Buys, and buys again, until told to go home; `visits` is what came of it.

    With an `account` the customer logs in first; without, everything is bought as a guest.
    """

    def __init__(self, number: int, ports: list[int], account: str, seed: int) -> None:
        super().__init__(daemon=True)
        self._number, self._ports, self._account = number, ports, account
        self._random = Random(f"{seed} {number}")
        self._closing = Event()
        self.visits: list[Visit] = []

    def go_home(self) -> None:
        """Finish this visit, and come no more."""
        self._closing.set()

    def run(self) -> None:
        while not self._closing.is_set():
            visit = Visit(f"Customer {self._number}, visit {len(self.visits)}")
            self.visits.append(visit)
            try:
                self._shop(Browser(self._random.choice(self._ports)), visit)
            except GivesUp:
                continue

    def _shop(self, browser: "Browser", visit: Visit) -> None:
        if self._account:
            browser.open("/account/login/")
            browser.submit("/account/login/", username=self._account, password=PASSWORD)
        for slug in self._random.sample(SHELF, self._random.randint(1, 2)):
            browser.open(f"/products/{slug}/")
            browser.submit("/basket/add/", quantity="1")
        browser.open("/checkout/")
        card, email = self._random.choice(CARDS), self._account or "guest@example.com"
        browser.submit("/checkout/", name=visit.name, email=email, card_number=card, **ADDRESS)
        browser.note_the_order(visit)
        if visit.status == "completed" and self._random.random() < 0.2:
            browser.submit(f"/orders/{visit.order_id}/cancel/")
            browser.note_the_order(visit)


class Browser:
    """One visitor; what the shop fails to answer is asked again, a form like a page."""

    def __init__(self, port: int) -> None:
        self._opener = build_opener(HTTPCookieProcessor())
        self._shop = f"http://127.0.0.1:{port}"
        self._page = ""

    def open(self, path: str) -> None:
        """Raises GivesUp."""
        self._ask(path, None)

    def submit(self, path: str, **typed: str) -> None:
        """Send what was typed, with what the page hides in its forms. Raises GivesUp."""
        self._ask(path, urlencode(dict(_HIDDEN.findall(self._page)) | typed).encode())

    def note_the_order(self, visit: Visit) -> None:
        """If this is the page of an order, keep which, and how it stands."""
        if found := _ORDER.search(self._page):
            visit.order_id, visit.status = found[1], found[2]

    def _ask(self, path: str, form: bytes | None) -> None:
        for _ in range(_TRIES):
            try:
                with self._opener.open(self._shop + path, form, _TIMEOUT) as answer:
                    self._page = answer.read().decode()
                return
            except HTTPError as answer:
                with answer:
                    if answer.code < 500:
                        raise GivesUp(f"{path}: {answer.code}") from None
            except (OSError, HTTPException):
                pass
            time.sleep(_PAUSE)
        raise GivesUp(f"{path}: no answer")
