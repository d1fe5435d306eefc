"""The plans of all pages that the growth benchmark measures: no table that grows is read whole."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from bench.growth.filling import fill
from bench.growth.pages import Page, pages

GROWING = {
    "accounts_user",
    "events_delivery",
    "events_storedevent",
    "inventory_movement",
    "inventory_product",
    "inventory_searchentry",
    "inventory_stock",
    "loyalty_account",
    "loyalty_entry",
    "notifications_message",
    "orders_basket",
    "orders_basketline",
    "orders_charge",
    "orders_line",
    "orders_offer",
    "orders_order",
    "orders_payment",
    "orders_refund",
}

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.usefixtures("transactional_db"),
]


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A shop with some orders; it is emptied after the module."""
    with django_db_blocker.unblock():
        fill(products=60, orders=40)
        yield
        call_command("flush", interactive=False, verbosity=0)


def statements_of(page: Page) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        page()
    statements = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in statements if sql.startswith(("SELECT", "UPDATE", "DELETE"))]


def read_whole(statement: str) -> set[str]:
    """Return the growing tables for which PostgreSQL has no way but to read all rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        try:
            cursor.execute("EXPLAIN (FORMAT JSON) " + statement)
            [[plan]] = cursor.fetchone()
        finally:
            cursor.execute("RESET enable_seqscan")
    return {node["Relation Name"] for node in _nodes(plan["Plan"]) if _is_whole(node)} & GROWING


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        if plan["Node Type"] == "Limit" and _is_whole(inner):
            continue  # a bounded count, which stops as soon as it has found enough
        yield from _nodes(inner)


def _is_whole(node: dict[str, Any]) -> bool:
    return bool(node["Node Type"] == "Seq Scan")


def test_no_growing_table_is_read_whole() -> None:
    found = {
        f"{name}: {table}: {statement[:300]}"
        for name, page in pages(60).items()
        for statement in statements_of(page)
        for table in read_whole(statement)
    }
    assert not found, "\n".join(sorted(found))
