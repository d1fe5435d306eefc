"""What a change of a payload breaks: said of the schemas, and true of the payloads."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest

from events.api import Personal
from events.contracts.compatibility import breaks
from events.contracts.schemas import shape_of
from events.payload import Payload, decode
from events.types import InvalidPayload
from tests.contracts.examples import examples_of, parcel_sent


@dataclass(frozen=True)
class Piece:
    sku: str
    grams: int


@dataclass(frozen=True)
class Thing:
    grams: int
    sku: str


@dataclass(frozen=True)
class LabelledPiece(Piece):
    label: str = ""


@dataclass(frozen=True)
class HigherPiece(Piece):
    height: int


@dataclass(frozen=True)
class PlainPiece:
    sku: str


@dataclass(frozen=True)
class VaguePiece:
    sku: str
    grams: str


Known = Literal["post", "courier"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"sku": str}, {"sku": str, "shelf": (int, 0)}, id="new with a default"),
        pytest.param({"sku": str, "n": int}, {"n": int, "sku": str}, id="another order"),
        pytest.param({"n": int}, {"n": int | None}, id="may be null now"),
        pytest.param({"n": int}, {"n": float}, id="whole numbers among all"),
        pytest.param({"by": Known}, {"by": Literal["pigeon", "post", "courier"]}, id="more values"),
        pytest.param({"by": Literal["post"]}, {"by": Known}, id="a second value"),
        pytest.param({"by": Known}, {"by": str}, id="any value"),
        pytest.param({"price": Decimal}, {"price": str}, id="any text instead of a number"),
        pytest.param({"name": str}, {"name": Personal}, id="marked as personal"),
        pytest.param(
            {"pieces": tuple[Piece, ...]}, {"pieces": tuple[Thing, ...]}, id="renamed class"
        ),
        pytest.param(
            {"pieces": tuple[Piece, ...]},
            {"pieces": tuple[LabelledPiece, ...]},
            id="new with a default, further in",
        ),
    ],
)
def test_compatible_changes_read_older_payloads(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    kept, present = parcel_sent(**before), parcel_sent(**after)
    assert list(breaks(shape_of(kept), shape_of(present))) == []
    for payload in examples_of(shape_of(kept)):
        decode(present, payload)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"sku": str, "shelf": int}, {"sku": str}, "shelf was removed"),
        ({"sku": str}, {"code": str}, "sku was removed; code is new and has no default"),
        ({"sku": str}, {"sku": str, "n": int}, "n is new and has no default"),
        ({"n": (int, 1)}, {"n": int}, "n lost its default"),
        ({"n": int}, {"n": str}, "n could be integer and must be string"),
        ({"n": float}, {"n": int}, "n could be number and must be integer"),
        ({"n": int | None}, {"n": int}, "n could be null and must be integer"),
        ({"by": str}, {"by": Known}, "by could be any string and must be one of"),
        ({"by": Known}, {"by": Literal["post"]}, "by could be 'courier' and no longer may be"),
        ({"price": str}, {"price": Decimal}, "price could have as its pattern anything"),
        ({"id": str}, {"id": UUID}, "id could have as its format anything"),
        ({"at": UUID}, {"at": datetime}, "at could have as its format 'uuid'"),
        (
            {"pieces": tuple[Piece, ...]},
            {"pieces": tuple[HigherPiece, ...]},
            "pieces[].height is new and has no default",
        ),
        (
            {"box": Piece},
            {"box": PlainPiece},
            "box.grams was removed",
        ),
        (
            {"box": Piece | None},
            {"box": VaguePiece | None},
            "box.grams could be integer and must be string",
        ),
    ],
)
def test_breaking_changes_are_named(
    before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    kept, present = parcel_sent(**before), parcel_sent(**after)
    assert "; ".join(breaks(shape_of(kept), shape_of(present))).startswith(said)
    unread = [payload for payload in examples_of(shape_of(kept)) if not can_read(present, payload)]
    assert unread


def can_read(event_type: type, payload: Payload) -> bool:
    try:
        decode(event_type, payload)
    except InvalidPayload:
        return False
    return True


def test_changed_default_breaks() -> None:
    kept, present = parcel_sent(gift=(bool, False)), parcel_sent(gift=(bool, True))
    assert list(breaks(shape_of(kept), shape_of(present))) == ["gift has a different default"]
    assert decode(kept, {}).gift is False
    assert decode(present, {}).gift is True


@dataclass(frozen=True)
class Box:
    size: tuple[int, int]


@dataclass(frozen=True)
class DeepBox:
    size: tuple[int, int, int]


@dataclass(frozen=True)
class NamedBox:
    size: tuple[int, str]


def test_tuple_items_are_compared_by_position() -> None:
    assert list(breaks(shape_of(Box), shape_of(Box))) == []
    assert next(breaks(shape_of(Box), shape_of(DeepBox))) == "size had 2 fixed items and has 3"
    assert list(breaks(shape_of(Box), shape_of(NamedBox))) == [
        "size[1] could be integer and must be string"
    ]


def test_open_schema_reads_every_payload() -> None:
    assert list(breaks({"type": "string"}, {})) == []
    assert list(breaks({}, {"type": "string"})) == [
        "the payload could be anything and must be string"
    ]
