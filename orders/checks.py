"""A system check: do our offers still say what the catalogue announced?"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core import checks
from django.db import connection

from events.models import StoredEvent
from events.registry import registry
from orders.models import Offer

CATALOGUE = "inventory.product_changed"
_FIELDS = ("slug", "name", "emoji", "price", "on_sale")
_NAMED = 5


def check_offers(
    app_configs: Any, databases: Iterable[str] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """orders.W001 where an offer differs from the latest announcement of its product.

    An announcement that has been pruned from the journal cannot be compared; before the first
    `migrate` there is nothing to compare.
    """
    if connection.alias not in (databases or ()) or not _has_tables():
        return []
    drifted = sorted(_drifted())
    if not drifted:
        return []
    named = ", ".join(drifted[:_NAMED]) + (" …" if len(drifted) > _NAMED else "")
    return [
        checks.Warning(
            f"Offers that differ from the catalogue ({len(drifted)}): {named}.",
            hint="Run `manage.py publish_products`, which announces every product again.",
            id="orders.W001",
        )
    ]


def _has_tables() -> bool:
    tables = connection.introspection.table_names()
    return {Offer._meta.db_table, StoredEvent._meta.db_table} <= set(tables)


def _drifted() -> Iterator[str]:
    """The skus whose offer is missing or says something else than was announced last."""
    entries = StoredEvent.objects.filter(signal=CATALOGUE).order_by("id")
    stored = entries.values_list("payload", "version").iterator()
    latest = {payload["sku"]: (payload, version) for payload, version in stored}
    offers = Offer.objects.in_bulk()
    for sku, (payload, version) in latest.items():
        announced = registry.signals[CATALOGUE].decode(payload, version=version)
        offer = offers.get(sku)
        if any(getattr(offer, name, None) != getattr(announced, name) for name in _FIELDS):
            yield sku
