"""Order from the shop over HTTP, then check its timeline, mail, points and stock.

`docker/smoke.sh` and `.ci/run` run this file with a Python that has no packages, so it is one file
and imports only the standard library. Arguments: a word for the customer's address, and the number
of orders. Environment:

    SHOP           the address of the shop, such as http://localhost:8000
    MAIL           the address of Mailpit; empty if the demo shows the e-mails itself
    CERTIFICATE    the certificate to trust, as PEM; can be empty
    STAFF_EMAIL    the login of a member of staff; empty in the demo, which needs no password
    PASSWORD       the password of the customer and of staff
    PRODUCT        the slug of the product to order
    PRICE          its price in cents
    PATIENCE       seconds to wait for an order to settle
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
PATIENCE = float(os.environ["PATIENCE"])  # a killed worker holds a delivery for 60 seconds
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
    """Keep cookies, follow redirects, submit forms; raise an error for answers other than 200."""

    def __init__(self) -> None:
        trust = ssl.create_default_context(cadata=os.environ["CERTIFICATE"] or None)
        self._opener = build_opener(HTTPCookieProcessor(), HTTPSHandler(context=trust))
        self.page = ""
        self.path = ""

    def open(self, path: str, **fields: str) -> str:
        """Return a page, or the page that follows a form with these fields."""
        body = urlencode(fields).encode() if fields else None
        request = Request(SHOP + path, body, {"Origin": SHOP})
        with self._opener.open(request, timeout=240) as answer:
            self.page = answer.read().decode()
            self.path = answer.geturl().removeprefix(SHOP)
        return self.page

    def submit(self, path: str, **fields: str) -> str:
        """Submit a form of the current page with its hidden fields."""
        hidden = {
            name: self.find(rf'name="{name}" value="([^"]*)"')
            for name in (
                "csrfmiddlewaretoken",
                "basket",
                "version",
                "seen_total",
                "sku",
            )
            if f'name="{name}" value="' in self.page
        }
        return self.open(path, **hidden, **fields)

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.page)
        expect(found, f"{self.path} has no {pattern}")
        return html.unescape(found[1]) if found else ""


def report(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def expect(condition: object, otherwise: str) -> None:
    if not condition:
        sys.exit(f"FAILED: {otherwise}")


def in_stock(staff: Browser) -> int:
    """Return the available pieces. Only staff see the number when it is large."""
    staff.open(f"/admin/inventory/stock/?q={SLUG}")
    return int(staff.find(r'class="field-available[^>]*>([\d,]+)<').replace(",", ""))


def sign_up(email: str) -> Browser:
    """Create an account: request it, open the link in the e-mail, repeat the password."""
    browser = Browser()
    browser.open("/account/signup/")
    browser.submit("/account/signup/", email=email, password=PASSWORD)
    deadline = time.monotonic() + PATIENCE
    while (link := confirmation_link(email)) is None:
        expect(time.monotonic() < deadline, f"no confirmation e-mail in {PATIENCE:.0f} s")
        time.sleep(0.3)
    browser.open(link)
    browser.submit(link, password=PASSWORD)
    return browser


def confirmation_link(email: str) -> str | None:
    """Return the path that confirms the address, or None before the e-mail is sent."""
    if MAIL:
        ids = [message["ID"] for message in messages_to(email)]
        text = str(mailpit(f"message/{ids[0]}")["Text"]) if ids else ""
    else:
        reader = Browser()
        found = re.search(rf'{email}</td>.*?href="([^"]+)"', reader.open("/demo/mail/"), re.S)
        text = reader.open(found[1]) if found else ""
    link = re.search(r"/account/confirm/[\w:.-]+/", text)
    return link[0] if link else None


def log_in_staff() -> Browser:
    staff = Browser()
    staff.open("/account/login/")
    if STAFF_EMAIL:
        staff.submit("/account/login/", username=STAFF_EMAIL, password=PASSWORD)
    else:
        staff.submit("/demo/enter/staff/")
    return staff


def buy(browser: Browser, email: str) -> tuple[str, str]:
    """Place an order, wait for its payment, and return its id and number."""
    browser.open(PRODUCT)
    browser.submit("/basket/add/", quantity=str(PIECES))
    browser.open("/checkout/")
    browser.submit("/checkout/", email=email, **CONTACT)
    deadline = time.monotonic() + PATIENCE
    while (status := browser.find(r'data-status="(\w+)"')) == "pending":
        expect(time.monotonic() < deadline, f"{browser.path} was pending for {PATIENCE:.0f} s")
        time.sleep(0.3)
        browser.open(browser.path)
    expect(status == "completed", f"{browser.path} is {status}")
    return browser.find(r'data-order-id="([^"]+)"'), browser.find(r'data-order-number="([^"]+)"')


def wait_until_settled(browser: Browser, order_id: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        flow: dict[str, Any] = json.loads(browser.open(f"/events/flows/{order_id}.json"))
        runs = [run for event in flow["events"] for run in event["receivers"]]
        if flow["settled"]:
            break
        expect(
            time.monotonic() < deadline, f"{order_id} did not settle in {PATIENCE:.0f} s: {runs}"
        )
        time.sleep(0.3)
    # A killed process loses its after-commit receivers (docs/reliability.md), and nothing else.
    unlike = [
        run
        for run in runs
        if run["status"] != "done" and (run["delivery"], run["status"]) != ("after_commit", "lost")
    ]
    expect(not unlike, f"some receivers are not done: {unlike}")
    names = [run["name"] for run in runs if run["delivery"] == "durable"]
    expect("loyalty.award_points" in names, f"loyalty.award_points is missing: {names}")


def receipts(browser: Browser, email: str) -> dict[str, set[str]]:
    """Return the Message-IDs of the receipts to this address by subject."""
    if not MAIL:
        subjects = re.findall(r"Your receipt for order [\w-]+", browser.open("/demo/mail/"))
        return {subject: {"in a file"} for subject in subjects}
    found: dict[str, set[str]] = {}
    for message in messages_to(email):
        found.setdefault(message["Subject"], set()).add(message["MessageID"])
    return found


def messages_to(email: str) -> list[dict[str, Any]]:
    """Return Mailpit's summaries of the e-mails to an address."""
    listed = mailpit("messages?limit=500")["messages"]
    return [each for each in listed if email in [to["Address"] for to in each["To"]]]


def mailpit(path: str) -> dict[str, Any]:
    """Return an answer of Mailpit's API."""
    with urlopen(f"{MAIL}/api/v1/{path}", timeout=240) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def main(word: str, count: int) -> None:
    email = f"{word}-{time.time_ns()}@customers.example"
    staff = log_in_staff()
    before = in_stock(staff)
    customer = sign_up(email)
    orders = []
    for _ in range(count):
        orders.append(buy(customer, email))
        report(f"ordered {orders[-1][1]}")

    viewer = staff if STAFF_EMAIL else customer  # the demo shows timelines to everyone
    for order_id, _ in orders:
        wait_until_settled(viewer, order_id)

    mails = receipts(customer, email)
    for _, number in orders:
        ids = mails.get(f"Your receipt for order {number}", set())
        expect(len(ids) == 1, f"the receipts for {number} are {sorted(ids)}, not one")
    left = in_stock(staff)
    expect(left == before - count * PIECES, f"{before} in stock before, {left} now")
    customer.open("/loyalty/")
    points = int(customer.find(r"<h1>([\d,.]+) point").replace(",", ""))
    due = count * (PIECES * int(os.environ["PRICE"]) // 100)
    expect(points == due, f"{points} points instead of {due}")
    report(f"settled: {count} orders, {count} receipts, {points} points, {left} left in stock")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
