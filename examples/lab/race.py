"""The race for the last piece, in three ways to check the stock and take a piece."""

import inspect
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from django.db import connection, transaction
from django.db.models import F

from examples.lab.models import Race, Shelf

WORK_SECONDS = 0.05


def take_naively(shelf_id: int) -> bool:
    """Read, check, write: correct only without concurrency."""
    with transaction.atomic():
        shelf = Shelf.objects.get(pk=shelf_id)
        if shelf.pieces < 1:
            return False
        time.sleep(WORK_SECONDS)  # other work of the transaction
        shelf.pieces -= 1
        shelf.save()
    return True


def take_after_a_check(shelf_id: int) -> bool:
    """Check in one transaction, write in a later one: wrong on every database."""
    shelf = Shelf.objects.get(pk=shelf_id)  # as on the page of a product
    if shelf.pieces < 1:
        return False
    time.sleep(WORK_SECONDS)  # the shopper reads the page
    with transaction.atomic():
        shelf.pieces -= 1
        shelf.save()
    return True


def take_with_condition(shelf_id: int) -> bool:
    """Check and write in one UPDATE, as the shop does."""
    with transaction.atomic():
        time.sleep(WORK_SECONDS)
        taken = Shelf.objects.filter(pk=shelf_id, pieces__gte=1).update(pieces=F("pieces") - 1)
    return taken == 1


WAYS: dict[str, Callable[[int], bool]] = {
    "naive": take_naively,
    "checked_before": take_after_a_check,
    "conditional": take_with_condition,
}


def source(way: str) -> tuple[int, str]:
    """Return the code that runs, with the number of its first line."""
    lines, first = inspect.getsourcelines(WAYS[way])
    return first, "".join(lines)


def run(*, way: str, shoppers: int) -> Race:
    """Let shoppers order one piece at the same moment, each in a thread; return the result."""
    shelf = Shelf.objects.create(pieces=1)
    start = Barrier(shoppers)
    began = time.monotonic()
    with ThreadPoolExecutor(shoppers) as pool:
        attempts = [
            pool.submit(_attempt, start, partial(WAYS[way], shelf.pk)) for _ in range(shoppers)
        ]
        winners = sum(attempt.result() for attempt in attempts)
    seconds = time.monotonic() - began
    shelf.refresh_from_db()
    race = Race.objects.create(
        way=way,
        shoppers=shoppers,
        winners=winners,
        before=1,
        after=shelf.pieces,
        seconds=seconds,
    )
    shelf.delete()
    return race


def latest() -> list[Race]:
    """Return the newest race of each way."""
    newest = (Race.objects.filter(way=way).first() for way in WAYS)
    return [race for race in newest if race is not None]


def _attempt(start: Barrier, take: Callable[[], bool]) -> bool:
    try:
        connection.ensure_connection()  # a slow connection must not delay the start
        start.wait(timeout=10)
        return take()
    finally:
        connection.close()
