"""Concurrent requests, each in a thread with its own database connection."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from orders.models import Offer
from orders.signals import OrderPlaced


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same time; return the result or the exception of each."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


# --- receivers that make races more likely ---------------------------------------------------


def wait_a_moment(*, event: object, **kwargs: object) -> None:
    time.sleep(0.05)


def lock_offers(*, event: OrderPlaced, **kwargs: object) -> None:
    """Lock the offer of the order first, then the other one: two such orders deadlock."""
    own = event.lines[0].sku
    for sku in sorted(("TALL-MUG", "GREEN-TEA"), key=lambda sku: sku != own):
        Offer.objects.select_for_update().get(pk=sku)
        time.sleep(0.2)
