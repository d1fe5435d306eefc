"""The measurement: floor and shop in turn, so that other work on the machine affects both."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from time import perf_counter

from bench.browser import Browser
from bench.cost import Meter
from bench.journey import buy, open_checkout, prepared_post, put_into_basket
from bench.load import CLIENTS, Request, Result, load, result_of
from bench.servers import Server
from bench.workload import (
    PRODUCTS,
    Pair,
    bare_order,
    catalogue,
    one_select,
    pairs,
    product_page,
    product_path,
)

SELECT = "floor: one SELECT"
BARE_ORDER = "floor: bare order"
CATALOGUE = "catalogue"
PRODUCT = "product"
CATALOGUE_WITH_BASKET = "catalogue, with a basket"
PRODUCT_WITH_BASKET = "product, with a basket"
FINAL_POST = "final order POST"
JOURNEY = "guest's journey"
PAGES = (CATALOGUE, PRODUCT, CATALOGUE_WITH_BASKET, PRODUCT_WITH_BASKET)

_WARM_UP = 0.5  # seconds
_LOOKED_AT = range(1, 21)  # products


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The size of a run: rounds, seconds for each page, and orders."""

    rounds: int
    seconds: float
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The result of a load, with the processor time of a request in server and database."""

    result: Result
    processor_ms: float | None


@dataclass(slots=True)
class Site:
    """A measured server, with the number of confirmed orders."""

    server: Server
    meter: Meter
    orders: int = 0

    def look(self, requests: Sequence[Request], seconds: float) -> Sample:
        """Ask for pages again and again, once each of them is warm in every worker."""
        load(self.server.port, iter([*requests, *requests]))
        load(self.server.port, cycle(requests), seconds=_WARM_UP)
        return self._measured(lambda: load(self.server.port, cycle(requests), seconds=seconds))

    def order(self, work: Callable[[], Result]) -> Sample:
        """Measure work in which every request places an order."""
        sample = self._measured(work)
        self.orders += sample.result.requests
        return sample

    def _measured(self, work: Callable[[], Result]) -> Sample:
        before = self.meter.seconds()
        result = work()
        after = self.meter.seconds()
        if before is None or after is None:
            return Sample(result=result, processor_ms=None)
        return Sample(result=result, processor_ms=(after - before) / result.requests * 1000)


def measure(floor: Site, shop: Site, plan: Plan) -> Iterator[tuple[str, Sample]]:
    """Yield name and sample of each load in each round. Raise WrongAnswer."""
    loads = _loads(floor, shop, plan)
    for _ in range(plan.rounds):
        for name, take in loads.items():
            yield name, take()


def _loads(floor: Site, shop: Site, plan: Plan) -> dict[str, Callable[[], Sample]]:
    """Return the functions that take samples, by name."""
    seconds, everything = plan.seconds, range(1, PRODUCTS + 1)
    baskets = _baskets(shop.server.port)

    def look(site: Site, requests: Iterable[Request]) -> Callable[[], Sample]:
        return partial(site.look, list(requests), seconds)

    def bare_orders() -> Sample:
        requests = cycle([bare_order(number) for number in everything])
        return floor.order(partial(load, floor.server.port, requests, seconds=seconds))

    def final_posts() -> Sample:
        requests = iter(_prepared(shop.server.port, pairs(plan.orders)))
        return shop.order(partial(load, shop.server.port, requests))

    return {
        SELECT: look(floor, (one_select(number) for number in _LOOKED_AT)),
        CATALOGUE: look(shop, [catalogue()]),
        PRODUCT: look(shop, (product_page(number) for number in _LOOKED_AT)),
        CATALOGUE_WITH_BASKET: look(shop, (catalogue(cookies) for cookies in baskets)),
        PRODUCT_WITH_BASKET: look(
            shop, (product_page(number, basket) for number in _LOOKED_AT for basket in baskets)
        ),
        BARE_ORDER: bare_orders,
        FINAL_POST: final_posts,
        JOURNEY: lambda: shop.order(partial(_journeys, shop.server.port, pairs(plan.orders))),
    }


def _baskets(port: int) -> list[str]:
    """Return the cookies of visitors with a basket, one for each client."""

    def fill(number: int) -> str:
        with closing(Browser(port)) as browser:
            put_into_basket(browser, product_path(number))
            return browser.cookies

    return [fill(number) for number in range(1, CLIENTS + 1)]


def _prepared(port: int, orders: Sequence[Pair]) -> list[Request]:
    """Return the last request of each order, after its other steps."""

    def prepare(products: Pair) -> Request:
        with closing(Browser(port)) as browser:
            open_checkout(browser, products)
            return prepared_post(browser)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(prepare, orders))


def _journeys(port: int, orders: Sequence[Pair]) -> Result:
    """Run journeys, and count each as one request."""

    def journey(products: Pair) -> float:
        started = perf_counter()
        with closing(Browser(port)) as browser:
            buy(browser, products)
        return (perf_counter() - started) * 1000

    started = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        times = list(pool.map(journey, orders))
    return result_of(times, perf_counter() - started)
