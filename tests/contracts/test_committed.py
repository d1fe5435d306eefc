"""The contracts of the shop's events are kept, and what was written under them is read."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker

from accounts.models import User
from events.contracts import schemas
from events.models import StoredEvent
from events.registry import registry
from events.testing import deliver_all
from events.types import InvalidPayload
from orders import services
from tests.accounts.factories import UserFactory
from tests.contracts.examples import examples_of
from tests.orders import shop

FILES = sorted(schemas.folder().glob("*.json"))
every_contract = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def the_schema(file: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def validator(file: Path) -> Draft202012Validator:
    return Draft202012Validator(the_schema(file), format_checker=FormatChecker())


def read(file: Path, payload: dict[str, Any]) -> object:
    """Read a payload as a worker does that finds it in the event log."""
    name, _, version = file.stem.rpartition(".v")
    return registry.signals[name].decode(payload, version=int(version))


def test_contracts_are_current() -> None:
    call_command("events_schemas", check=True)


@every_contract
def test_payload_within_the_contract_can_be_read(file: Path) -> None:
    Draft202012Validator.check_schema(the_schema(file))
    examples = examples_of(the_schema(file))
    assert examples
    for payload in examples:
        validator(file).validate(payload)
        assert type(read(file, payload)).__name__ == the_schema(file)["title"]


@every_contract
def test_payload_outside_the_contract_is_rejected(file: Path) -> None:
    (payload, *_) = examples_of(the_schema(file))
    required = the_schema(file)["required"]
    wrong = [{**payload, name: {"neither": "here"}} for name in payload]
    wrong += [{key: payload[key] for key in payload if key != gone} for gone in required]
    wrong.append({**payload, "unknown": True})
    for each in wrong:
        assert not validator(file).is_valid(each)
        with pytest.raises((InvalidPayload, KeyError)):
            read(file, each)


@pytest.mark.django_db
def test_published_events_match_their_contracts() -> None:
    ada: User = UserFactory.create()
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="60.00", pieces=4)
    order = shop.buy({"TALL-MUG": 4}, customer_id=ada.pk)
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    services.deliver_order(order_id=order.pk)
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)
    unpaid = shop.charge(shop.place({"TALL-MUG": 1}, shop.DECLINED))
    services.cancel_order(order_id=unpaid.pk, reason="customer")
    shop.let_a_minute_pass()
    deliver_all()

    entries = list(StoredEvent.objects.all())
    for entry in entries:
        validator(schemas.path_of(entry.signal, entry.version)).validate(entry.payload)
    assert {entry.signal for entry in entries} >= {
        "events.minute_passed",
        "inventory.product_changed",
        "inventory.stock_changed",
        "inventory.stock_depleted",
        "inventory.stock_replenished",
        "loyalty.points_awarded",
        "notifications.message_written",
        "orders.order_cancelled",
        "orders.order_completed",
        "orders.order_delivered",
        "orders.order_placed",
        "orders.order_refunded",
        "orders.order_shipped",
    }
