"""Payloads: strict JSON, both ways, without personal data in errors."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.payload import MASK, adapter_for, decode, encode, masked, personal_fields
from events.types import EventError, InvalidPayload
from tests.events.teashop.signals import ParcelSent, TeaSold, parcel_sent

PARCEL = ParcelSent(
    parcel_id=UUID(int=7),
    recipient="Ada Lovelace",
    prices=(Decimal("5.10"), Decimal("0.90")),
    sent_at=datetime(2026, 2, 28, 12, tzinfo=UTC),
    grams=None,
)


@given(
    st.builds(
        ParcelSent,
        recipient=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        prices=st.lists(st.decimals(allow_nan=False, allow_infinity=False)).map(tuple),
        sent_at=st.datetimes(timezones=st.just(UTC)),
    )
)
def test_every_event_survives_the_round_trip(event: ParcelSent) -> None:
    assert decode(ParcelSent, encode(event)) == event


def test_naive_datetime_is_rejected() -> None:
    naive = replace(PARCEL, sent_at=datetime(2026, 2, 28, 12))  # noqa: DTZ001  # that is the point
    with pytest.raises(InvalidPayload, match=r"sent_at is a naive datetime"):
        encode(naive)


@pytest.mark.parametrize("text", ["nul \0", "half \ud800"])
def test_text_that_cannot_be_stored_is_rejected(text: str) -> None:
    with pytest.raises(InvalidPayload, match="sku contains characters"):
        encode(TeaSold(sku=text))


def test_wrong_type_names_the_field_and_not_the_value() -> None:
    with pytest.raises(InvalidPayload, match="recipient") as raised:
        encode(replace(PARCEL, recipient=b"Ada Lovelace"))  # type: ignore[arg-type]
    assert "Ada" not in str(raised.value)


@pytest.mark.parametrize("field", ["recipient", "sent_at", "parcel_id", "prices"])
def test_none_is_rejected_where_it_is_not_declared(field: str) -> None:
    with pytest.raises(InvalidPayload, match=f"a value of another type in {field}"):
        encode(replace(PARCEL, **{field: None}))  # type: ignore[arg-type]  # that is the point


def test_number_that_cannot_be_read_is_rejected() -> None:
    with pytest.raises(InvalidPayload, match="prices"):
        encode(replace(PARCEL, prices=(Decimal("NaN"),)))


@pytest.mark.parametrize(
    "change", [{"sku": 5}, {"sku": "assam", "colour": "red"}, {"colour": "red"}]
)
def test_payload_that_does_not_fit_is_rejected(change: dict[str, object]) -> None:
    with pytest.raises(InvalidPayload, match=r"TeaSold cannot be read.*add an upcaster"):
        decode(TeaSold, change)


def test_unreadable_payload_is_not_quoted() -> None:
    with pytest.raises(InvalidPayload) as raised:
        decode(ParcelSent, encode(PARCEL) | {"grams": "Ada Lovelace"})
    assert "Ada" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_personal_fields_are_masked() -> None:
    assert personal_fields(ParcelSent) == {"recipient"}
    payload = masked(ParcelSent, encode(PARCEL) | {"unknown": "Ada"})
    assert payload["recipient"] == payload["unknown"] == MASK
    assert payload["grams"] is None
    assert masked(None, {"sku": "assam"}) == {"sku": MASK}


@dataclass
class _Mutable:
    sku: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithList:
    skus: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithMutablePart:
    part: _Mutable


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithService:
    service: StringIO


@pytest.mark.parametrize(
    ("event_type", "advice"),
    [
        (_WithService, "cannot be stored: use ids"),
        (str, "frozen=True"),
        (_Mutable, "frozen=True"),
        (_WithList, "use a tuple"),
        (_WithMutablePart, "frozen=True"),
    ],
)
def test_unsuitable_payload_types_are_rejected(event_type: type, advice: str) -> None:
    with pytest.raises(EventError, match=advice):
        adapter_for(event_type)


@pytest.mark.parametrize("version", [0, 2])
def test_unknown_versions_are_rejected(version: int) -> None:
    with pytest.raises(InvalidPayload, match="reads 1 to 1"):
        parcel_sent.decode(encode(PARCEL), version=version)
