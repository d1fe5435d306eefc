"""Payload types: declared once, refused where they could change or could not be kept."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import pytest

from events import EventSignal, Personal
from events.contract import EventError, Undeliverable
from events.payloads import Payload, adapter_for, decode, encode, masked, personal_fields
from tests.kernel.signals import LampLit, LetterPosted

pytestmark = pytest.mark.usefixtures("_declared_here_only")


class Plain:
    street: str


@dataclass
class Thawed:
    street: str


@dataclass
class Wick:
    length: int


@dataclass(frozen=True)
class LampWithWick:
    wick: Wick


@dataclass(frozen=True)
class LampWithList:
    streets: list[str]


@dataclass(frozen=True)
class LampWithTable:
    streets: tuple[dict[str, int], ...]


@pytest.mark.parametrize("unfit", [Plain, Thawed, LampWithWick])
def test_a_payload_is_frozen_all_the_way_down(unfit: type) -> None:
    with pytest.raises(EventError, match=r"cannot be a payload: .*@dataclass\(frozen=True"):
        EventSignal(unfit)


@pytest.mark.parametrize("unfit", [LampWithList, LampWithTable])
def test_a_payload_holds_nothing_that_a_receiver_could_change(unfit: type) -> None:
    with pytest.raises(EventError, match=r"cannot be a payload: .*tuple"):
        EventSignal(unfit)


# --- versions --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPainted:
    """A shop sign; in version 1 `words` was called `text`, in version 2 it had no colour."""

    words: str
    colour: str


def rename(payload: Payload) -> Payload:
    return {"words": payload["text"]}


def paint_it_black(payload: Payload) -> Payload:
    return payload | {"colour": "black"}


def test_old_payloads_are_brought_up_to_the_current_version_when_read() -> None:
    signal = EventSignal(SignPainted, version=3, upcasters={1: rename, 2: paint_it_black})
    current = SignPainted(words="Bakery", colour="black")
    assert signal.read({"text": "Bakery"}, version=1) == current
    assert signal.read({"words": "Bakery"}, version=2) == current
    assert signal.read({"words": "Bakery", "colour": "black"}, version=3) == current
    with pytest.raises(Undeliverable):
        signal.read({"text": "Bakery"}, version=3)


def test_a_version_without_its_upcasters_is_refused() -> None:
    with pytest.raises(
        EventError, match="SignPainted is at version 4 and has no upcaster from 1, 3"
    ):
        EventSignal(SignPainted, version=4, upcasters={2: paint_it_black})


# --- nested values ---------------------------------------------------------------------------


type Size = Literal["small", "large"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    name: Personal
    floor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseBuilt:
    size: Size
    cost: Decimal
    owner: Resident | None
    tenants: tuple[Resident, ...]
    neighbours: tuple[Personal, ...]
    note: Personal | None
    lamps: tuple[LampLit, ...]
    built_at: datetime | None


def a_house(**changes: Any) -> HouseBuilt:
    values: dict[str, Any] = {
        "size": "small",
        "cost": Decimal("100000.00"),
        "owner": Resident(name="Ada", floor=1),
        "tenants": (Resident(name="Bob", floor=2),),
        "neighbours": ("Cid", "Dora"),
        "note": None,
        "lamps": (LampLit(street="Mill Lane"),),
        "built_at": None,
    }
    return HouseBuilt(**values | changes)


def test_nested_values_come_back_as_they_were() -> None:
    house = a_house()
    assert decode(HouseBuilt, encode(house)) == house


@dataclass(frozen=True, slots=True, kw_only=True)
class BrightLamp(LampLit):
    """A lamp that says more than a lamp was declared to say."""

    watts: int


def test_a_value_that_would_come_back_as_another_is_named() -> None:
    house = a_house(lamps=(BrightLamp(street="Mill Lane", watts=60),))
    with pytest.raises(Undeliverable, match=r"^HouseBuilt changes on its way in lamps\.$"):
        encode(house)


def test_unknown_fields_are_refused_in_nested_values_too() -> None:
    payload = encode(a_house())
    payload["lamps"][0]["bright"] = True
    with pytest.raises(Undeliverable, match="bright"):
        decode(HouseBuilt, payload)


def test_a_naive_datetime_is_found_wherever_it_is() -> None:
    @dataclass(frozen=True)
    class Street:
        houses: tuple[HouseBuilt, ...]

    naive = datetime(2026, 2, 3)  # noqa: DTZ001  # what is being refused
    with pytest.raises(Undeliverable, match=r"Street.built_at is a naive datetime"):
        encode(Street(houses=(a_house(built_at=naive),)))


# --- personal data ---------------------------------------------------------------------------


def test_a_field_is_personal_wherever_the_mark_is() -> None:
    assert personal_fields(HouseBuilt) == {"owner", "tenants", "neighbours", "note"}
    assert personal_fields(LetterPosted) == {"addressee"}
    assert personal_fields(LampLit) == frozenset()


def test_what_is_personal_is_masked_and_nothing_else() -> None:
    payload = encode(a_house())
    shown = masked(HouseBuilt, payload)
    assert {name for name, value in shown.items() if value == "•••"} == {
        "owner",
        "tenants",
        "neighbours",
        "note",
    }
    assert shown["lamps"] == [{"street": "Mill Lane"}]


def test_a_field_that_the_type_no_longer_has_is_masked_in_case_it_was_personal() -> None:
    assert masked(LampLit, {"street": "Row", "lit_by": "Ada"}) == {"street": "Row", "lit_by": "•••"}


def test_adapters_are_built_once() -> None:
    assert adapter_for(LampLit) is adapter_for(LampLit)
