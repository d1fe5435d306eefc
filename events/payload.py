"""Encode events as JSON and decode them, strictly.

An event is a frozen standard dataclass of ids and values. pydantic reads and writes it without
being its base class, so that `signals.py` needs only the standard library and this package.
"""

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, TypeAliasType, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from events.types import EventError, InvalidPayload, PersonalData

type Payload = dict[str, Any]

MASK = "•••"
_DECLARE = "declare it with @dataclass(frozen=True, slots=True, kw_only=True)"
_PLAIN = "ids, str, int, bool, Decimal, aware datetimes, and tuples or frozen dataclasses of them"
_MUTABLE = (list, dict, set)
# pydantic's message also quotes the value, which may be personal.
_FIELD_NAME = re.compile(r"field_name='(\w+)'")
# Text with NUL, and halves of surrogate pairs.
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")

_adapters: dict[type, TypeAdapter[Any]] = {}


def adapter_for(event_type: type) -> TypeAdapter[Any]:
    """Return the pydantic adapter of a payload type.

    Raise EventError with the fix if values of the type could change after they are published.
    """
    if event_type in _adapters:
        return _adapters[event_type]
    name = event_type.__qualname__
    if not dataclasses.is_dataclass(event_type):
        raise EventError(f"{name} cannot be a payload: {_DECLARE}.")
    for part in _parts_of(event_type):
        if get_origin(part) in _MUTABLE or part in _MUTABLE:
            raise EventError(f"{name} cannot contain {part}, which is mutable: use a tuple.")
        if isinstance(part, type) and dataclasses.is_dataclass(part):
            if not getattr(part, "__dataclass_params__").frozen:  # noqa: B009  # unknown to mypy
                raise EventError(f"{part.__qualname__} is not frozen: {_DECLARE}.")
            # pydantic reads the configuration of a standard dataclass from this attribute.
            setattr(part, "__pydantic_config__", ConfigDict(extra="forbid", strict=True))  # noqa: B010
    try:
        return _adapters.setdefault(event_type, TypeAdapter(event_type))
    except PydanticUserError as error:
        raise EventError(f"{name} cannot be stored: use {_PLAIN}. ({error})") from error


def encode(event: object) -> Payload:
    """Return the event as JSON values.

    Raise InvalidPayload for a value of another type than declared, a naive datetime, and text
    that a database cannot store.
    """
    name = type(event).__qualname__
    for path, value in _leaves_of(event, ""):
        if isinstance(value, datetime) and value.tzinfo is None:
            raise InvalidPayload(
                f"{name}.{path} is a naive datetime: use django.utils.timezone.now()."
            )
        if isinstance(value, str) and _NOT_STORABLE.search(value):
            raise InvalidPayload(f"{name}.{path} contains characters that cannot be stored.")
    try:
        payload: Payload = adapter_for(type(event)).dump_python(
            event, mode="json", warnings="error"
        )
        _load(type(event), payload)  # pydantic writes None and NaN for a value of any type
    except PydanticSerializationError as error:
        fields = ", ".join(_FIELD_NAME.findall(str(error))) or "a nested field"
    except ValidationError as error:
        fields = _fields_of(error)
    else:
        return payload
    raise InvalidPayload(f"{name} holds a value of another type in {fields}.")


def decode[E](event_type: type[E], payload: Payload) -> E:
    """Return the event of a stored payload of the current version.

    Raise InvalidPayload if the payload does not fit the type; unknown fields do not fit.
    """
    try:
        return _load(event_type, payload)
    except ValidationError as error:
        fields = _fields_of(error)
    raise InvalidPayload(
        f"{event_type.__qualname__} cannot be read, check {fields}. "
        "If the event has changed, raise its version and add an upcaster."
    )


def _load[E](event_type: type[E], payload: Payload) -> E:
    # As JSON: in strict mode, text is a UUID or a date in JSON input only.
    event: E = adapter_for(event_type).validate_json(json.dumps(payload))
    return event


def _fields_of(error: ValidationError) -> str:
    return ", ".join(".".join(map(str, each["loc"])) for each in error.errors())


@cache
def personal_fields(event_type: type) -> frozenset[str]:
    """Return the names of the fields that are, or contain, `Personal` data."""
    hints = get_type_hints(event_type, include_extras=True)
    return frozenset(
        name
        for name, hint in hints.items()
        if any(isinstance(part, PersonalData) for part in _parts_of(hint))
    )


def masked(event_type: type | None, payload: Payload) -> Payload:
    """Return the payload with its personal values masked.

    Fields that the type does not declare count as personal; without a type, all fields do.
    """
    shown: set[str] = set()
    if event_type is not None:
        shown = {field.name for field in dataclasses.fields(event_type)}
        shown -= personal_fields(event_type)
    return {name: value if name in shown else MASK for name, value in payload.items()}


def _parts_of(hint: Any) -> Iterator[Any]:
    """Yield a type hint and everything it is made of: arguments, annotations, dataclass fields."""
    yield hint
    if isinstance(hint, TypeAliasType):
        inner: Iterable[Any] = (hint.__value__,)
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        inner = get_type_hints(hint, include_extras=True).values()
    else:
        inner = get_args(hint)
    for part in inner:
        yield from _parts_of(part)


def _leaves_of(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Yield every plain value in a payload with the name of its field."""
    if isinstance(value, tuple):
        for item in value:
            yield from _leaves_of(item, path)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _leaves_of(getattr(value, field.name), field.name)
    else:
        yield path, value
