"""What is in the shop and in the floor while they are measured, and what is asked of them."""

from bench.load import Request

PRODUCTS = 1000
PIECES = 100_000  # of each: nothing may sell out

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
    """Of the floor."""
    return Request(path=f"/select/{number}/", marker=product_name(number))


def bare_order(number: int) -> Request:
    """Of the floor: this product and the next one."""
    other = number % PRODUCTS + 1
    return Request(method="POST", path=f"/order/{number}/{other}/", marker="placed")


def pairs(count: int) -> list[Pair]:
    """The paths of two products for each of so many orders; the same ones come back late."""
    return [
        (product_path(first), product_path(first % PRODUCTS + 1))
        for first in (1 + 2 * number % PRODUCTS for number in range(count))
    ]
