"""The twin without signals, and the comparison in docs/twin.md."""

import re
import subprocess
from pathlib import Path

import pytest

from examples.compare import page
from tests.examples.processes import environment_with
from tests.processes import ROOT, python, run_tests

PAGE = ROOT / "docs" / "twin.md"
PARTS = Path(__file__).with_name("parts")


def test_the_twin_keeps_its_promises() -> None:
    run_tests(PARTS / "checkout_by_calls.py", env=environment_with("examples.twin"))


def test_the_twin_does_the_same_work() -> None:
    env = environment_with("examples.twin")
    env["PAYMENT_GATEWAY"] = "bench.price.gateway.MemoryGateway"
    run_tests(PARTS / "same_books.py", env=env)


def test_the_tables_of_the_page_are_current() -> None:
    """The script runs both shops, prints the tables, and fails if the page is stale."""
    printed = python("-m", "examples.compare", env=environment_with("examples.twin"))
    assert "| files that run for one order |" in printed


OLD = "| files | 50, 14 of them in the kernel | 6 |\n"


@pytest.mark.parametrize(
    ("new", "holds"),
    [
        (OLD, True),
        ("| files | 54, 14 of them in the kernel | 6 |\n", True),
        ("| files | 56, 14 of them in the kernel | 6 |\n", False),
        ("| files | 50, 14 of them in the kernel | 5 |\n", False),
        ("| files | 50, 14 of them in the events | 6 |\n", False),
        (OLD + OLD, False),
    ],
)
def test_page_is_stale_if_words_or_numbers_differ(new: str, holds: bool) -> None:
    text = page.put_into(f"head {page.BEGIN}{page.END} foot", OLD)
    assert text == f"head {page.BEGIN}{OLD}{page.END} foot"
    assert (page.stale_lines(text, new) == []) is holds


def test_the_page_quotes_current_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"\(`([\w/]+\.py)`\).*?^```python\n(.*?)^```$", text, re.M | re.S)
    assert [name for name, _ in blocks] == [
        "examples/twin/checkout.py",
        "orders/services/paying.py",
    ]
    for name, code in blocks:
        assert code in (ROOT / name).read_text(encoding="utf-8"), name


PLANTED = """
import pytest
from decimal import Decimal
from examples.twin import baskets, checkout
from examples.twin.models import Basket, Product, Tree

ADA = checkout.Contact(
    email="ada@example.com", name="Ada", address="12", postcode="1", city="London", country="GB"
)

@pytest.mark.django_db
def test_a_paid_order_has_a_tree() -> None:
    Product.objects.create(pk="TEAPOT", name="Teapot", price=Decimal("60.00"), available=5)
    basket = baskets.add(Basket.objects.create(), "TEAPOT")
    order = checkout.place(
        basket_id=basket.pk, version=basket.version, seen_total=Decimal(60), contact=ADA
    )
    assert not Tree.objects.exists()
    checkout.pay(order, card="4242424242424242")
    checkout.complete(order)
    assert Tree.objects.get().order == order
"""


def test_the_diff_on_the_page_applies_and_works(checkout: Path) -> None:
    (diff,) = re.findall(r"^```diff\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    subprocess.run(["git", "apply", "-"], input=diff, cwd=checkout, text=True, check=True)
    (checkout / "test_planted.py").write_text(PLANTED, encoding="utf-8")
    env = environment_with("examples.twin", found_in=checkout)
    python("manage.py", "makemigrations", "twin", "--verbosity=0", env=env, cwd=checkout)
    python("-m", "pytest", "-q", "test_planted.py", env=env, cwd=checkout)
