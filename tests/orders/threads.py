"""Several people at once: each in a thread and on a database connection of their own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from orders.models import Offer
from orders.signals import OrderPlaced


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same time: for each deed what it returned, or the exception it raised."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


# --- receivers that widen the window in which a race is lost ---------------------------------


def dawdle(*, event: object, **kwargs: object) -> None:
    time.sleep(0.05)


def embrace(*, event: OrderPlaced, **kwargs: object) -> None:
    """Lock an offer of one's own, then those of others: whoever comes across is in a deadlock."""
    own = event.lines[0].sku
    for sku in sorted(("TALL-MUG", "GREEN-TEA"), key=lambda sku: sku != own):
        Offer.objects.select_for_update().get(pk=sku)
        time.sleep(0.2)
