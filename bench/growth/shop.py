"""The process of one shop, in the database of `DATABASE_URL`: `… PRODUCTS ORDERS`.

It fills an empty database, prints the names of its pages, and then measures the page of each line
that it reads.
"""

import os
import sys
import time

import django

django.setup()

from django.core.management import call_command

from bench.cost import used_here
from bench.growth.filling import fill
from bench.growth.pages import pages
from orders.models import Order

_MILLISECONDS = 150  # of each measurement, at least


def main() -> None:
    products, orders = map(int, sys.argv[1:])
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not Order.objects.exists():
        fill(products=products, orders=orders)
    measured = pages(products)
    _say("\t".join(measured))
    for line in sys.stdin:
        page = measured[line.rstrip("\n")]
        page()
        started, began, times = time.perf_counter(), used_here(), 0
        while not times or (time.perf_counter() - started) * 1000 < _MILLISECONDS:
            page()
            times += 1
        _say(str((used_here() - began) / times * 1000))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    assert os.environ["DATABASE_URL"]  # never the developer's own database
    main()
