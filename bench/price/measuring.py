"""Measure in the empty database of `DATABASE_URL`, and print the figures as JSON.

python -m bench.price.measuring ROUNDS ORDERS
"""

import json
import sys
from dataclasses import asdict

import django
from django.core.management import call_command

django.setup()

from bench.price import promises
from bench.price.costs import Cost, Steps, counts, processor
from bench.price.shops import Buyer, WithCalls, WithSignals, check

_WARM_UP = 10  # orders; PostgreSQL prepares a statement when it runs for the fifth time
BATCH = 20  # orders at once


def main() -> None:
    rounds, orders = map(int, sys.argv[1:])
    call_command("migrate", run_syncdb=True, verbosity=0)
    shops: tuple[Buyer, ...] = (WithSignals(), WithCalls())
    for shop in shops:
        _buy(shop, orders=_WARM_UP, at_once=1)
        _buy(shop, orders=BATCH, at_once=BATCH)
    for at_once in (1, BATCH):
        for shop in shops:
            _print("counted", shop, at_once, _counted(shop, at_once))
    for _ in range(rounds):
        for at_once in (1, BATCH):
            for shop in shops:
                _print("measured", shop, at_once, _buy(shop, orders=orders, at_once=at_once))
    total = _WARM_UP + BATCH + 1 + BATCH + rounds * 2 * orders
    check(shops, orders=total)
    for name, cost in promises.count().items():
        _write(kind="promise counted", name=name, costs=[asdict(cost)])
    for name, costs in promises.measure(rounds * 3).items():
        _write(kind="promise", name=name, costs=[asdict(cost) for cost in costs])


def _buy(shop: Buyer, *, orders: int, at_once: int) -> dict[str, Cost]:
    """Return what an order costs in each step; `at_once` of them are settled together."""
    total: dict[str, Cost] = {}
    for _ in range(orders // at_once):
        shop.prepare(at_once)
        with processor() as read:
            steps = Steps(read)
            shop.buy(steps)
        for step, cost in steps.costs.items():
            total[step] = total.get(step, Cost()) + Cost(cost.processor_ms / orders)
    return total


def _counted(shop: Buyer, at_once: int) -> dict[str, Cost]:
    shop.prepare(at_once)
    with counts() as read:
        steps = Steps(read)
        shop.buy(steps)
    return steps.costs


def _print(kind: str, shop: Buyer, at_once: int, costs: dict[str, Cost]) -> None:
    by_step = {step: asdict(cost) for step, cost in costs.items()}
    _write(kind=kind, shop=shop.name, at_once=at_once, costs=by_step)


def _write(**line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
