"""Measure deliveries in the empty database of `DATABASE_URL`; one line of JSON for each figure."""

import argparse
import json
import os
import sys
from datetime import timedelta

import django
from django.core.management import call_command
from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now

from bench.crews import crew, wait_until

django.setup()

from bench.post import bare
from bench.post.signals import (
    LetterPosted,
    ParcelPosted,
    letter_posted,
    parcel_posted,
)
from events.api import unit_of_work
from events.models import Delivery, Status
from events.registry import registry


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.post", description=__doc__)
    parser.add_argument("--deliveries", type=int, required=True)
    parser.add_argument("--engines", nargs="+", required=True)
    parser.add_argument("--workers", type=int, nargs="+", required=True)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    for engine in arguments.engines:
        for size in arguments.workers:
            if engine == "bare":
                _write(engine, size, parcel_posted.name, bare.measure(size, arguments.deliveries))
                continue
            with crew(engine, size, os.environ):
                # Fewer letters, because each waits.
                for signal, part in ((parcel_posted, 1), (letter_posted, 4)):
                    rate = _measure(signal.name, arguments.deliveries // part)
                    _write(engine, size, signal.name, rate)


def _write(engine: str, workers: int, of: str, rate: float) -> None:
    figure = {"engine": engine, "workers": workers, "of": of, "rate": rate}
    sys.stdout.write(json.dumps(figure) + "\n")
    sys.stdout.flush()


def _measure(signal: str, count: int) -> float:
    """Return the deliveries per second, from the due time until the last one is done.

    The deliveries become due without a notification, as after an outage.
    """
    rows = _held_back(signal, count)
    rows.update(due_at=Now())
    released = rows[0].due_at
    wait_until(lambda: not rows.exclude(status=Status.DONE).exists())
    finished = rows.aggregate(last=Max("finished_at"))["last"]
    rows.delete()
    return count / float((finished - released).total_seconds())


def _held_back(signal: str, count: int) -> QuerySet[Delivery]:
    """Return deliveries that no worker can claim yet; a parcel has one for each receiver."""
    rows = Delivery.objects.filter(signal=signal)
    with transaction.atomic():
        with unit_of_work():
            if signal == parcel_posted.name:
                for number in range(count // len(list(registry.of(signal)))):
                    parcel_posted.publish(ParcelPosted(number=number))
            else:
                for number in range(count):
                    letter_posted.publish(LetterPosted(number=number))
        if rows.update(due_at=Now() + timedelta(hours=1)) != count:
            raise RuntimeError(f"There are not {count} pending deliveries of {signal}.")
    return rows


if __name__ == "__main__":
    main()
