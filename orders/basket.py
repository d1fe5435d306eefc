"""The basket: what a visitor means to buy, kept in their session.

It stays when they log in, and goes with the session when they log out.
"""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

# The frame of every page, `orders.context_processors`, counts what is under this key.
SESSION_KEY = "basket"
PRICES_KEY = "basket_prices"
ORDER_KEY = "basket_order"
MOST_PIECES = 99
MOST_PRODUCTS = 50


class BasketFull(Exception):
    """So much does not fit; the message says what does. Nothing has been added."""


class Basket:
    """The basket of one session: pieces by sku, in the order in which they came.

    Only writing touches the session; looking at a basket costs no write.
    """

    def __init__(self, session: SessionBase) -> None:
        self._session = session

    @property
    def quantities(self) -> dict[str, int]:
        """Pieces by sku, each at least 1 and at most MOST_PIECES."""
        return dict(self._session.get(SESSION_KEY, {}))

    @property
    def fingerprint(self) -> str:
        """The same for the same pieces: what a form was shown for."""
        return sha256(repr(sorted(self.quantities.items())).encode()).hexdigest()[:16]

    @property
    def prices(self) -> dict[str, Decimal]:
        """What each product cost when it was put into the basket."""
        return {sku: Decimal(price) for sku, price in self._session.get(PRICES_KEY, {}).items()}

    def add(self, *, sku: str, quantity: int, price: Decimal) -> None:
        """Put more of a product into the basket; raises BasketFull beyond the limits."""
        quantities = self.quantities
        pieces = quantities.get(sku, 0) + quantity
        if pieces > MOST_PIECES:
            raise BasketFull(
                f"You can order at most {MOST_PIECES} of one product; "
                f"{quantities.get(sku, 0)} of it are in your basket already."
            )
        if len(quantities.keys() | {sku}) > MOST_PRODUCTS:
            raise BasketFull(
                f"Your basket holds {MOST_PRODUCTS} different products, and that is all it can "
                "hold. Order those first, or remove one."
            )
        prices = {**self._session.get(PRICES_KEY, {}), sku: str(price)}
        self._keep({**quantities, sku: pieces}, prices)

    def change(self, quantities: Mapping[str, int]) -> None:
        """Set how many there are of products in the basket; 0 removes.

        What is not in the basket is left out: it was removed in another tab.
        """
        changed = {sku: quantities.get(sku, pieces) for sku, pieces in self.quantities.items()}
        self._keep(changed, self._session.get(PRICES_KEY, {}))

    def clear(self) -> None:
        self._keep({}, {})

    def wait_for(self, order_id: UUID) -> None:
        """Remember the order that this very basket became, while nobody knows if it is paid."""
        self._session[ORDER_KEY] = str(order_id)

    @property
    def order_id(self) -> UUID | None:
        """The order that this very basket became, as far as `wait_for` was told."""
        known: str | None = self._session.get(ORDER_KEY)
        return UUID(known) if known else None

    def _keep(self, quantities: Mapping[str, int], prices: Mapping[str, str]) -> None:
        self._session.pop(ORDER_KEY, None)
        kept = {sku: pieces for sku, pieces in quantities.items() if pieces}
        self._session[SESSION_KEY] = kept
        self._session[PRICES_KEY] = {sku: prices[sku] for sku in kept if sku in prices}
