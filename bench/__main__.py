"""`python -m bench`: measure the shop, print the figures, and compare them with their limits."""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench import walk
from bench.crews import crew
from bench.databases import SERVER, Busy, database
from bench.load import WrongAnswer
from bench.paid import measure as measure_paid
from bench.proof import Disagreement, check_floor, check_shop
from bench.report import Report
from bench.rounds import Plan, Sample, measure
from bench.servers import NotStarted
from bench.sites import Floor, Shop, measuring

_WHOLE = Plan(rounds=5, seconds=2, orders=80)
_QUICK = Plan(rounds=1, seconds=1, orders=20)


def main() -> int:
    """Return 0; with `--check` 1 if a limit is not met; 2 if nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure one short round")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples to a file")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is not met")
    arguments = parser.parse_args()
    try:
        report = _measured(SERVER, _QUICK if arguments.quick else _WHOLE)
    except (Busy, NotStarted, WrongAnswer, Disagreement, psycopg.OperationalError) as problem:
        sys.stderr.write(f"This run is invalid. {problem}\n")
        return 2
    _say(*report.lines())
    if arguments.json:
        arguments.json.write_text(json.dumps(report.as_data(), indent=1))
    return 1 if arguments.check and not all(bar.met for bar in report.bars()) else 0


def _measured(server: str, plan: Plan) -> Report:
    with (
        database(server, "floor") as floor_url,
        database(server, "shop") as shop_url,
        TemporaryDirectory() as kept,
    ):
        floor, shop = Floor(floor_url), Shop(shop_url, Path(kept))
        _say("Filling the floor and the shop …")
        floor.prepare()
        shop.prepare()
        with shop.serve_counting() as counting:
            warm_pages, journey = walk.warm_pages(counting.port), walk.journey(counting.port)
        samples: dict[str, list[Sample]] = defaultdict(list)
        with (
            floor.serve() as floor_server,
            shop.serve() as shop_server,
            measuring(floor_server, floor_url) as floor_site,
            measuring(shop_server, shop_url) as shop_site,
        ):
            for name, sample in measure(floor_site, shop_site, plan):
                _say(f"{name}: {sample.result.rate:.0f} a second")
                samples[name].append(sample)
            memory = shop_site.meter.memory()
            shop.settle()
            with crew("worker", 1, shop.environment):
                paid = measure_paid(shop_server.port, plan.orders)
        shop.settle()
        check_floor(floor_url, orders=floor_site.orders)
        check_shop(
            shop_url, orders=shop_site.orders + sum(map(len, paid.values())) + 1
        )  # 1 was counted
    return Report(samples=samples, warm_pages=warm_pages, journey=journey, memory=memory, paid=paid)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
