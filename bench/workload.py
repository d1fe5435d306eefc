"""The content of shop and floor during the measurement, and the requests."""

from bench.load import Request

PRODUCTS = 200
PIECES = 100_000  # of each product, so that none sells out

type Pair = tuple[str, str]


def product_name(number: int) -> str:
    return f"Article {number:04}"


def product_slug(number: int) -> str:
    return f"article-{number:04}"


def product_path(number: int) -> str:
    return f"/products/{product_slug(number)}/"


def catalogue(cookies: str = "") -> Request:
    return Request(path="/", marker="/products/article-", cookies=cookies)


def product_page(number: int, cookies: str = "") -> Request:
    return Request(path=product_path(number), marker=product_name(number), cookies=cookies)


def one_select(number: int) -> Request:
    """Return the request of one SELECT of the floor."""
    return Request(path=f"/select/{number}/", marker=product_name(number))


def bare_order(number: int) -> Request:
    """Return the request of a bare order of the floor, for this product and the next."""
    other = number % PRODUCTS + 1
    return Request(method="POST", path=f"/order/{number}/{other}/", marker="placed")


def pairs(count: int) -> list[Pair]:
    """Return the paths of two products for each order; repetitions are far apart."""
    return [
        (product_path(first), product_path(first % PRODUCTS + 1))
        for first in (1 + 2 * number % PRODUCTS for number in range(count))
    ]
