"""Customers who want their goods while the shop fails."""

from dataclasses import dataclass, field
from random import Random
from threading import Thread

from tests.visitors import ADDRESS, Browser, NoAnswer

CARDS = [
    *["4242 4242 4242 4242"] * 6,
    *["4000 0000 0000 0002"] * 2,  # declined
    "4000 0000 0000 0341",  # captured, and the answer is lost
    "4000 0000 0000 0259",  # times out
]
SHELF = ("kite", "lamp", "teapot")


class GivesUp(Exception):
    """The shop does not have what was wanted, or does not accept it."""


@dataclass(slots=True)
class Visit:
    """What a customer saw: the orders by their ids, and the last status of each."""

    name: str
    seen: dict[str, str] = field(default_factory=dict)


class Customer(Thread):
    """One visit with one purchase; with an `account` the customer logs in first."""

    def __init__(self, name: str, ports: list[int], account: str, random: Random) -> None:
        super().__init__(daemon=True)
        self._account, self._random = account, random
        self._browser = Browser(random.choice(ports))
        self.visit = Visit(name)

    def run(self) -> None:
        try:
            self._shop()
        except (GivesUp, NoAnswer):
            return

    def _shop(self) -> None:
        random, browser = self._random, self._browser
        if self._account:
            browser.log_in(self._account)
        for slug in random.sample(SHELF, random.randint(1, 2)):
            browser.add(slug)
        form = browser.open("/checkout/").hidden
        typed = {
            "name": self.visit.name,
            "email": self._account or "guest@example.com",
            "card_number": random.choice(CARDS),
            "redeem": "redeem-100" if self._account and random.random() < 0.2 else "",
        }
        for _ in range(random.choice([1, 1, 2])):
            order_id, status = self._look(browser.check_out(form, **typed))
        if random.random() < 0.4:
            order_id, status = self._look(browser.open(f"/orders/{order_id}/"))
        if status == "pending" and "attempts" in browser.hidden:
            self._look(browser.submit(f"/orders/{order_id}/pay/", None, **ADDRESS))
        if random.random() < 0.3:
            self._look(browser.submit(f"/orders/{order_id}/cancel/"))

    def _look(self, browser: Browser) -> tuple[str, str]:
        """Remember the order whose page this is; raise GivesUp if there is none."""
        if browser.order is None:
            raise GivesUp
        order_id, status = browser.order
        self.visit.seen[order_id] = status
        return order_id, status
