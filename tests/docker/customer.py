"""A customer of the shop in its containers: buys, and looks whether all came as it should.

`docker-smoke.sh` feeds this file to the Python of an image, beside the container that is asked,
so it is one file and needs the standard library only. Arguments: a word for the customer's
address, and how many orders to place. Environment:

    SHOP           http://localhost:8000
    MAIL           Mailpit's address; empty where the demo shows its mails itself
    CERTIFICATE    what the shop's certificate must be signed with, as PEM; may be empty
    STAFF_EMAIL    of staff; empty in the demo, which lets anybody in
    PASSWORD       of the customer and of staff
    PRODUCT        the slug of what is bought
    PRICE          of one piece, in cents
"""

import html
import json
import os
import re
import ssl
import sys
import time
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener, urlopen

SHOP = os.environ["SHOP"]
MAIL = os.environ["MAIL"]
PASSWORD = os.environ["PASSWORD"]
STAFF_EMAIL = os.environ["STAFF_EMAIL"]
SLUG = os.environ["PRODUCT"]
PRODUCT = f"/products/{SLUG}/"
PIECES = 2
PATIENCE = 150  # seconds: a worker that was killed holds a delivery for 60
CONTACT = {
    "name": "Ada Lovelace",
    "address": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12/40",
    "card_cvc": "123",
    "redeem": "",
}


class Browser:
    """Keeps cookies, follows redirects, fills in forms; refuses answers other than 200."""

    def __init__(self) -> None:
        trust = ssl.create_default_context(cadata=os.environ["CERTIFICATE"] or None)
        self._opener = build_opener(HTTPCookieProcessor(), HTTPSHandler(context=trust))
        self.page = ""
        self.path = ""

    def open(self, path: str, **fields: str) -> str:
        """A page, or what comes after a form with these fields."""
        body = urlencode(fields).encode() if fields else None
        request = Request(SHOP + path, body, {"Origin": SHOP})
        with self._opener.open(request, timeout=60) as answer:
            self.page = answer.read().decode()
            self.path = answer.geturl().removeprefix(SHOP)
        return self.page

    def submit(self, path: str, **fields: str) -> str:
        """A form of the page that is open, with its hidden fields."""
        hidden = {
            name: self.find(rf'name="{name}" value="([^"]*)"')
            for name in ("csrfmiddlewaretoken", "checkout_token", "seen_total", "sku")
            if f'name="{name}" value="' in self.page
        }
        return self.open(path, **hidden, **fields)

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.page)
        expect(found, f"{self.path} has no {pattern}")
        return html.unescape(found[1]) if found else ""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def expect(truth: object, otherwise: str) -> None:
    if not truth:
        sys.exit(f"WRONG: {otherwise}")


def in_stock(staff: Browser) -> int:
    """The pieces that can be sold; a customer is not told how many there are of plenty."""
    staff.open(f"/admin/inventory/stock/?q={SLUG}")
    return int(staff.find(r'class="field-available[^>]*>([\d,]+)<').replace(",", ""))


def signed_up(email: str) -> Browser:
    browser = Browser()
    browser.open("/account/signup/")
    browser.submit("/account/signup/", email=email, password=PASSWORD)
    return browser


def staff_at_work() -> Browser:
    staff = Browser()
    staff.open("/account/login/")
    if STAFF_EMAIL:
        staff.submit("/account/login/", username=STAFF_EMAIL, password=PASSWORD)
    else:
        staff.submit("/demo/enter/staff/")
    return staff


def buy(browser: Browser, email: str) -> tuple[str, str]:
    """The id and the number of an order that is paid."""
    browser.open(PRODUCT)
    browser.submit("/basket/add/", quantity=str(PIECES))
    browser.open("/checkout/")
    browser.submit("/checkout/", email=email, **CONTACT)
    status = browser.find(r'data-status="(\w+)"')
    expect(status == "completed", f"{browser.path} is {status}")
    return browser.find(r'data-order-id="([^"]+)"'), browser.find(r'data-order-number="([^"]+)"')


def wait_until_settled(browser: Browser, order_id: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        flow: dict[str, Any] = json.loads(browser.open(f"/events/flows/{order_id}.json"))
        runs = [run for event in flow["events"] for run in event["receivers"]]
        if flow["settled"]:
            break
        expect(time.monotonic() < deadline, f"the flow of {order_id} never settled: {runs}")
        time.sleep(0.3)
    unlike = [run for run in runs if run["status"] != "done"]
    expect(not unlike, f"not all is done: {unlike}")
    names = [run["name"] for run in runs if run["delivery"] == "durable"]
    expect("loyalty.award_points" in names, f"nobody awarded points: {names}")


def receipts(browser: Browser, email: str) -> dict[str, set[str]]:
    """The Message-IDs of the receipts to this address, by the subjects that name the order."""
    if not MAIL:
        subjects = re.findall(r"Your receipt for order [\w-]+", browser.open("/demo/mail/"))
        return {subject: {"in a file"} for subject in subjects}
    with urlopen(f"{MAIL}/api/v1/messages?limit=500", timeout=20) as answer:
        messages = json.load(answer)["messages"]
    found: dict[str, set[str]] = {}
    for message in messages:
        if email in [to["Address"] for to in message["To"]]:
            found.setdefault(message["Subject"], set()).add(message["MessageID"])
    return found


def main(word: str, count: int) -> None:
    email = f"{word}-{time.time_ns()}@customers.example"
    staff = staff_at_work()
    before = in_stock(staff)
    customer = signed_up(email)
    orders = []
    for _ in range(count):
        orders.append(buy(customer, email))
        say(f"ordered {orders[-1][1]}")

    looker = staff if STAFF_EMAIL else customer  # in the demo everybody sees timelines
    for order_id, _ in orders:
        wait_until_settled(looker, order_id)

    mails = receipts(customer, email)
    for _, number in orders:
        ids = mails.get(f"Your receipt for order {number}", set())
        expect(len(ids) == 1, f"the receipt for {number} came as {sorted(ids)}")
    left = in_stock(staff)
    expect(left == before - count * PIECES, f"{before} in stock before, {left} now")
    customer.open("/loyalty/")
    points = int(customer.find(r"<h1>([\d,.]+) point").replace(",", ""))
    due = count * (PIECES * int(os.environ["PRICE"]) // 100)
    expect(points == due, f"{points} points instead of {due}")
    say(f"settled: {count} orders, {count} receipts, {points} points, {left} left in stock")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
